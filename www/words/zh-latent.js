/** The map's plane, the sliders, what lies between, and priors, in Chinese. */

import { count, hundredths, nats, subscript } from "./numbers.js";

/** @param {number} value with a minus sign that is one */
const signed = (value) => nats(value).replace("-", "−");

/** @type {Pick<typeof import("./en.js").en, "plane" | "spread" | "traverse" | "between" | "priors">} */
export const latentZh = {
  plane: {
    show: "图上显示",
    shows: { points: "散点", manifold: "流形", both: "两者" },
    kind: "图的平面",
    kinds: { pca: "PCA", axes: "两个轴" },
    kindHint:
      "PCA：各数字的均值变化最大的两个方向。两个轴：直接取两个隐变量，其余为 0。",
    axis: ["横轴", "纵轴"],
    axisHint: "各隐变量的 KL，单位为每个数字的奈特数，取所显示数字的平均值",
    axisCost: (name, kl) => `${name}：KL ${nats(kl)}`,
    component: (place, share) =>
      `PC ${place}（方差的 ${count(100 * share)}\u00a0%）`,
    fit: "适应视图",
    fitHint: "按当前权重重新选取平面与比例",
    reset: "重置视图",
    here: "指针处的 z",
    decoded: (real) => `${real}，解码后`,
    decodeHere: "点击即可解码此处",
    encoding: (done, total) =>
      `正在编码真实数字：${count(done)} 个，共 ${count(total)} 个`,
    points: {
      mnist: {
        some: (shown) => `${count(shown)} 个真实数字`,
        whole: (shown, all) =>
          `MNIST 的 ${count(all)} 个测试数字中的 ${count(shown)} 个`,
      },
      fashion: {
        some: (shown) => `${count(shown)} 件服饰`,
        whole: (shown, all) =>
          `Fashion-MNIST 的 ${count(all)} 张测试图像中的 ${count(shown)} 张`,
      },
    },
    notWhole: (shown) => `${shown}；未能加载完整的测试集`,
    tiles: (columns, rows) =>
      `${count(columns)} × ${count(rows)} 个位置，逐一解码`,
    name: (shown, x, y) =>
      `隐空间：${shown}的后验均值，按类别着色，横轴 ${x}，纵轴 ${y}。方向键平移，加号和减号缩放，0 显示全部。按住 Shift 用方向键移动十字，随处解码；Enter 键把该处放到主线上，Escape 键收起十字。`,
  },

  spread: {
    choice: "不确定性",
    picture: "各像素在 32 次重构中的标准差，越深越不确定",
    caption: (largest) =>
      `从 q(z|x) 抽取 32 次 z，各像素的标准差${largest === undefined ? "" : `；最深处：${hundredths(largest)}`}`,
  },

  traverse: {
    title: "隐空间的各维",
    name: (dimension) => `z${subscript(dimension)}`,
    levels: { upper: "上层", lower: "下层" },
    order: (digits, set) =>
      `附各维的 KL，单位为奈特，取 ${count(digits)} ${set}的平均值，从大到小排列。横条：此数字的 μ ± σ。`,
    sets: { mnist: "个真实数字", fashion: "件服饰" },
    unsorted: "正在测量各维的 KL。",
    noDigit: "主线上没有数字：滑块从 z = 0 开始。",
    kl: (value) => hundredths(value),
    klTitle: (value, digits) =>
      `KL ${hundredths(value)} 奈特，${count(digits)} 张图像的平均值`,
    slider: (name, kl) =>
      kl === null ? name : `${name}，KL ${hundredths(kl)} 奈特`,
    value: (value) => hundredths(value),
    spoken: (value, mean, deviation) =>
      mean === undefined || deviation === undefined
        ? hundredths(value)
        : `${hundredths(value)}；此数字的 μ ${hundredths(mean)}，σ ${hundredths(deviation)}`,
    back: "μ",
    backName: (name) => `${name} 回到 μ`,
    allBack: "全部回到 μ",
    unused: (dimensions) =>
      `${count(dimensions)} 个未使用的维：各不足 0.01 奈特`,
    along: (name) => `沿 ${name}，从 −3 到 3`,
    strip: (name) => `沿 ${name} 从 −3 到 3 解码的九幅图像，其余各维不变`,
    waiting: "模型加载后，这里就会出现图像。",
  },

  between: {
    title: "两个数字之间",
    ends: { a: "A", b: "B" },
    pin: { a: "固定为 A", b: "固定为 B" },
    pinTitle: "把主线上现在的 z 留作这一端",
    empty: "把一个数字固定为 A，再把另一个放到主线上，固定为 B。",
    one: "现在把另一个数字放到主线上，固定为另一端。",
    slider: "A 与 B 之间",
    part: (t) => `从 A 到 B 的 ${count(100 * t)} %`,
    path: "路径",
    paths: { linear: "直线", spherical: "球面" },
    pathHints: {
      linear: "z 沿 A 到 B 的直线移动。",
      spherical: "z 沿大圆移动，到 0 的距离与 A、B 相当。",
    },
    play: "来回播放",
    pause: "暂停",
    strip: (path) => `从 A 到 B 的九幅图像，${path}路径`,
    save: { picture: "保存为 PNG", gif: "保存为 GIF", video: "保存为视频" },
    short: { picture: "PNG", gif: "GIF", video: "视频" },
    cancel: "取消",
    decoding: (done, total) => `正在解码第 ${done} 幅图像，共 ${total} 幅`,
    encoding: (done, total) => `正在编码第 ${done} 帧，共 ${total} 帧`,
    recording: (done, total) => `正在录制第 ${done} 帧，共 ${total} 帧`,
    saved: (name) => `已保存“${name}”。`,
    noRecorder: "此浏览器无法录制画布：请改为保存 GIF。",
  },

  priors: {
    title: "采样自",
    names: {
      own: "模型自身的先验",
      standard: "标准正态分布",
      vamp: "VampPrior 先验",
      mixture: "拟合的混合分布",
      classConditional: "每类一个的混合分布",
    },
    choices: {
      standard: "标准正态分布",
      vamp: "VampPrior 先验",
      mixture: "拟合的混合分布",
      classConditional: "每类一个混合分布",
    },
    about: {
      standard: "N(0, I)：以 0 为中心的一团圆形的云，训练把后验拉向它。",
      vamp: "若干后验的等权混合，它们的输入是训练中学得的。",
      mixture: "20 个高斯分布，按真实图像在隐空间中的位置拟合。",
      classConditional: "每个类别一个高斯分布，按该类图像的位置拟合。",
    },
    dropped: (former, own) =>
      `此模型没有“${former}”：权重一变，拟合的先验就不再适用。现在改从${own}中采样。`,
    temperature: "温度",
    temperatureHint: "乘在先验的标准差上：小于 1 更稳妥，大于 1 更奇特。",
    temperatureValue: (value) => hundredths(value),
    class: "类别",
    turn: "各类轮流",
    fit: { mixture: "拟合混合分布", classConditional: "每类拟合一个" },
    fitHint: (images) => `用随页面提供的 ${count(images)} 张图像的后验拟合。`,
    latents: (done, images) =>
      `正在编码第 ${count(done)} 张图像，共 ${count(images)} 张`,
    steps: (step, label) =>
      `${label === undefined ? "" : `类别 ${label}：`}第 ${count(step)} 步，最多 200 步`,
    progress: "拟合进度",
    busy: "训练正在进行，每一步都会移动隐变量。请先取消训练或等它结束，再拟合。",
    cancel: "取消拟合",
    fitting: (images) => `正在用 ${count(images)} 张图像拟合先验。`,
    playEnds: (promise) => `正在拟合先验；点击“开始训练”会取消拟合。${promise}`,
    gaveWay:
      "拟合已取消：训练会移动拟合所依据的隐变量。请在训练结束后重新拟合。",
    densities: (d) =>
      `log p(z)：每个${d.prior === "mixture" ? "" : "已知类别的"}隐变量点 ${signed(d.fitted)} 奈特；在 N(0, I) 下为 ${signed(d.standard)}。取 ${count(d.latents)} 个隐变量点的平均值，从每张图像的后验中各抽取一个。`,
    pick: "生成的数字。点击即可放到主线上；使用键盘时，用方向键选择，Enter 键选定。",
    chosen: (place, all) => `第 ${place} 个数字，共 ${all} 个`,
  },
};
