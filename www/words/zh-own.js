/** The user's own images, in Chinese. */

import { count } from "./numbers.js";
import { clothesZh } from "./zh-terms.js";

/** @type {typeof import("./en.js").en["own"]} */
export const ownZh = {
  title: "你的图像",
  bring: "载入自己的图像",
  what: "把文件拖到本页任意位置，或按 Ctrl V 粘贴图像：支持 PNG、JPEG、WebP，以及 IDX 或 NPY 格式的整套数据，也可以是 gzip 压缩的。",
  example:
    "把图像拖到这里，例如纸上手写数字的照片：会自动裁剪、反色、居中，加入之前你能看到 28 × 28 像素的结果。",
  choose: "选择文件…",
  camera: "相机",
  private: "所有数据都留在你的浏览器中。",
  proof: "你的文件由本页直接读取，不随任何请求发出：离线时同样可用。",
  drop: "拖放到任意位置",
  dropHint: "图像、图像集（IDX、NPY）或权重文件。只在本页读取，不会发往别处。",
  onLine: "你的图像",
  oneModel: (name) =>
    `一次只能打开一个模型：已打开“${name}”，其余权重文件未打开。`,
  full: (most) => `最多保留 ${count(most)} 张自己的图像。请先移除一些。`,
  notKept: (message) =>
    `${message}你的图像在本次访问中仍可使用，但重新加载后不再保留。请移除一些，或在浏览器设置中腾出空间。`,
  added: (images) =>
    `已加入 ${count(images)} 张图像。在训练面板中选择“我的数字”即可学习它们。`,
  dropped: "已移除你的一张图像。",
  droppedAll: (images) => `已移除你的 ${count(images)} 张图像。`,
  reading: (done, total) =>
    `正在读取第 ${count(Math.min(total, Math.floor(done) + 1))} 个文件，共 ${count(total)} 个`,
  preparing: (done, total) =>
    `已处理 ${count(done)} 张图像，共 ${count(total)} 张`,
  progress: "载入图像的进度",
  stop: "停止",
  add: (images) => `加入 ${count(images)} 张图像`,
  clear: "全部放弃",
  line: "放到主线上",
  preview: "加入之前",
  source: (name) => `${name}，灰度`,
  seen: (name) => `${name}，模型将看到的样子`,
  blank: "只有纸，没有墨迹",
  waiting: "等待中",
  remove: (name) => `移除 ${name}`,
  shown: (first, last, all) =>
    `第 ${count(first)}–${count(last)} 张，共 ${count(all)} 张`,
  earlier: "上一页",
  later: "下一页",
  leftOut: (images, most) =>
    `另有 ${count(images)} 张未加入：最多保留 ${count(most)} 张自己的图像。`,
  refused(files, names, message) {
    const more = files > names.length ? "……" : "";
    const first = files > 1 ? "其中第一个：" : "";
    return `${count(files)} 个文件未被接受（${names.join("、")}${more}）。${first}${message}`;
  },
  settingsOf: (images) =>
    images === 1 ? "此图像的设置" : `全部 ${count(images)} 张图像的设置`,
  settingsOne: (name) => `仅用于 ${name}`,
  toAll: "改为用于全部",
  ink: "墨迹",
  polarity: { auto: "自动", dark: "浅底深字", light: "深底浅字" },
  fitTitle: "尺寸",
  fit: { auto: "自动", centre: "裁剪并居中", whole: "保持原样" },
  made: {
    dark: "已反色",
    light: "未反色",
    centre: "已裁剪并居中",
    whole: "保持原样",
  },
  threshold: "纸色阈值",
  thresholdAt: (part) => `淡于 ${Math.round(100 * part)} % 的墨迹视为纸`,
  thresholdAuto: "对每张图像自动确定",
  thresholdReset: "重新自动确定",
  label: "类别",
  older: (images) => `另有 ${count(images)} 张较早的图像在数据面板中。`,
  noLabel: "无",
  mixed: "保持各自的类别",
  class: (set, label) =>
    set === "fashion" ? (clothesZh[label] ?? String(label)) : String(label),
  labelOf: (place) => `你的第 ${place} 张图像的类别`,
  toLine: (place) => `把你的第 ${place} 张图像放到主线上`,
  removeAll: "全部移除",
  none: "还没有：在此加入的图像，以及从画板留下的数字，会显示在这里。",
  cameraTitle: "相机",
  cameraHint: "让白纸上的一个数字充满方框。",
  take: "拍摄",
  cameraClose: "关闭相机",
  cameraWaiting: "正在等待相机。浏览器可能会先征求你的同意。",
  cameraFailed: {
    "camera-refused":
      "相机未获许可。请在浏览器设置中允许本页使用相机，或选择照片文件。",
    "camera-missing": "没有找到相机。请连接相机，或选择照片文件。",
    "camera-busy":
      "无法使用相机：可能正被其他程序占用。请关闭该程序，或选择照片文件。",
    "camera-unavailable":
      "此浏览器不允许本页使用相机：需要安全的网址 (https)。请改为选择照片文件。",
  },
  photo: (place) => `照片 ${place}`,
  pasted: "粘贴的图像",
};
