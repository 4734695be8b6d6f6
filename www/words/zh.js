/** Every string of the page, in simplified Chinese. */

import { LANGUAGES } from "./languages.js";
import { count, durationZh, nats, size, subscript } from "./numbers.js";
import { codesZh } from "./zh-codes.js";
import { latentZh } from "./zh-latent.js";
import { ownZh } from "./zh-own.js";
import { pictureZh } from "./zh-picture.js";
import { reasonZh } from "./zh-reasons.js";
import { shareZh } from "./zh-share.js";
import { clothesZh as clothes, termsZh as terms } from "./zh-terms.js";
import { tourZh } from "./zh-tour.js";
import { trainingZh } from "./zh-training.js";
import { workshopZh } from "./zh-workshop.js";

/** @param {number[]} classes "类别 3", "类别 3 和 8", "类别 0、1 和 2" */
function named(classes) {
  if (classes.length === 10) return "全部类别";
  if (classes.length > 4) return `${classes.length} 个类别`;
  const last = classes.at(-1);
  const others = classes.slice(0, -1);
  return `类别 ${others.length > 0 ? `${others.join("、")} 和 ` : ""}${last}`;
}

/**
 * @param {import("../state.js").Settings["data"]} data
 * @param {number} images
 * @param {number[]} classes
 */
function trainingSet(data, images, classes) {
  if (data === "all") return ` MNIST 的 ${count(images)} 个数字`;
  if (data === "fashion") return ` Fashion-MNIST 的 ${count(images)} 件服饰`;
  return data === "mine"
    ? `你画的 ${count(images)} 个数字`
    : ` ${count(images)} 个真实数字（${named(classes)}）`;
}

/** @param {string} data as a shipped model's file says it, or anybody's */
function dataZh(data) {
  const parts = /^((?:Fashion-)?MNIST), the first (\d+) training images$/.exec(
    data,
  );
  return parts
    ? `${parts[1]} 的前 ${count(Number(parts[2]))} 张训练图像`
    : data;
}

/** @type {typeof import("./en.js").en} */
export const zh = {
  title: "VAE Lab",
  pageTitle: "VAE Lab：变分自编码器实验室",
  language: LANGUAGES.zh,
  sentence: "观察、训练、改造一个变分自编码器。",
  terms,
  devices: {
    auto: "最佳可用设备",
    webgpu: "WebGPU",
    flex: "CPU，使用 SIMD（Flex）",
    ndarray: "CPU（NdArray）",
  },
  line: "主线：数字、编码器、隐空间、解码器、数字",

  topBar: {
    model: "模型",
    device: "设备",
    deviceLost: (steps) => `损失了 ${count(steps)} 步训练`,
    deviceMenu: "运行设备",
    deviceHint: "模型会带着权重一起转移；正在进行的训练会先被取消。",
    theme: "主题",
    themes: { system: "跟随系统", light: "浅色", dark: "深色" },
    modelMenu: "模型列表",
    models: {
      "dense-z20": "默认模型；几秒即可微调",
      "conv-z2": "两个隐变量：图上就是整个隐空间",
      "dense-z40": "便于与文献比较",
      flagship: "数字最清晰，两层隐变量的阶梯模型",
      conditional: "画出你指定的数字",
      "fashion-conv-z8": "不画数字，画服饰",
    },
    pretrained: "预训练",
    fromFile: "来自文件",
    tuned: (steps) => `+ ${count(steps)} 步`,
    layers: "层",
    parameters: (value) => `${count(value)} 个参数`,
    about: {
      file: "从你的文件打开。",
      data: (data) => `训练数据：${dataZh(data)}。`,
      test: (value, binarized) =>
        `负 ELBO 为每张图像 ${nats(value)} 奈特，全部测试图像的平均值，像素${binarized ? "随机取黑或白" : "为灰度"}。`,
      tuned: (steps) => `已在本页继续训练 ${count(steps)} 步。`,
    },
  },

  sets: {
    mnist: {
      strip: "MNIST 的真实数字",
      real: (label) => `真实的 ${label}`,
      of: (label) => `MNIST 中真实的 ${label}`,
    },
    fashion: {
      strip: "Fashion-MNIST 的服饰",
      real: (label) => clothes[label] ?? `第 ${label} 类`,
      of: (label) => `Fashion-MNIST 中的${clothes[label] ?? `第 ${label} 类`}`,
    },
  },

  kind: {
    architectures: {
      dense: "全连接",
      conv: "卷积",
      ladder: "两层隐变量的阶梯模型",
    },
    residual: "残差块",
    activations: { relu: "ReLU", silu: "SiLU" },
    likelihoods: {
      bernoulli: "伯努利像素",
      continuousBernoulli: "连续伯努利像素",
      gaussian: "高斯像素",
    },
    sigma: (sigma) =>
      sigma === undefined ? "学习得到的单一 σ" : `σ = ${sigma}`,
    mixture: (value) => `以 ${count(value)} 个高斯的混合为先验，一同训练`,
    pseudoInputs: (value) => `含 ${count(value)} 个伪输入的 VampPrior 先验`,
    classes: (value) => `以数字的类别为条件（共 ${count(value)} 类）`,
    sentence: (parts) => `${parts.join("，")}。`,
  },

  loading: {
    device: "正在选择设备",
    engine: "正在加载引擎",
    weights: "正在加载权重",
    start: "正在启动",
    bytes: (loaded, total) =>
      total
        ? `已加载 ${size(loaded)}，共 ${size(total)}`
        : `已加载 ${size(loaded)}`,
    from: (host) => `来自 ${host}`,
    digits: "正在加载 2,000 个真实数字",
  },

  failed: {
    model: "模型现在无法使用。",
    work: "你画的和训练的内容仍保存在此浏览器中。",
    retry: "重试",
    automatic: "使用最佳可用设备",
    digits: "无法加载真实数字。绘制和采样仍可使用。",
  },

  errors: {
    rudeFile: (name, message) =>
      `未能打开“${name}”：${message}你的模型未受影响。请选择在本页保存的 .safetensors 文件。`,
    address: (name, text, allowed) =>
      `网址中的 ${name}=${text} 无效，应为${allowed}。已改用默认值。`,
    attribute: (name, text, allowed) =>
      `属性 ${name}="${text}" 无效，应为${allowed}。已改用默认值。`,
    language: (name) => `未能加载${name}页面：网络可能已断开，请稍后再试。`,
    dismiss: "关闭",
    undo: "撤销",
    code: "代码",
  },

  news: {
    opened: (name) => `已打开“${name}”。`,
    reset: "已恢复预训练权重。",
    undone: "已恢复你的权重。",
    resumed: "已打开你上次的权重。",
    former: (name, steps) =>
      `之前打开的“${name}”${steps > 0 ? `（含你训练的 ${count(steps)} 步）` : ""}仍保留着：点击“撤销”可重新打开。`,
    unfitting: (name) =>
      `你上次的权重与现在的“${name}”不匹配：已作为单独的模型打开。`,
    unreadable: (name, message) =>
      `你上次的“${name}”权重已无法读取，不再保留：${message}`,
  },

  input: {
    title: "数字",
    hint: "在此画一个数字",
    or: "或从下方选一个",
    pad: "画板。用鼠标或手指绘制；使用键盘时，方向键移动画笔，空格键落笔或抬笔，Delete 键清空。",
    clear: "清空",
    seen: "模型看到的样子：28\u00a0×\u00a028",
    told: "告知模型类别：",
    toldHint: "此模型会被告知数字的类别。",
    keep: "留作训练",
    others: "换一批",
    othersHint: "每个类别换一个来显示",
    drawn: "你画的数字",
    sampled: "生成的数字",
    penDown: "已落笔",
    penUp: "已抬笔",
  },

  encoder: {
    title: "编码器",
    nothing: "KL",
    code: (d) => `后验：${d} 个均值，各以须线表示标准差`,
    shape: (layers) => `编码器逐层收窄：${layers} 个值`,
  },

  decoder: {
    title: "解码器",
    draw: "z = μ + σ ⊙ ε",
    code: (d) => `隐变量：${d} 个值`,
    shape: (layers) => `解码器逐层展宽：${layers} 个值`,
  },

  map: {
    title: "隐空间",
    axis: (dimension) => `z${subscript(dimension)}`,
    empty: "真实数字的分布图将显示在这里。",
    rings: "虚线：",
    ringsAt: "的 1σ 与 2σ",
    pick: (real) => `${real}：点击选用`,
  },

  output: {
    title: "重构",
    empty: "还没有数字",
    noModel: "等待模型加载",
    picture: "解码器给出的数字图像",
    captions: {
      bernoulli: (where) => `p(x|z)，${where}，每个像素有墨的概率`,
      continuousBernoulli: (where) => `p(x|z)，${where}，每个像素的均值`,
      gaussian: (where) => `p(x|z)，${where}，每个像素的均值`,
    },
    atMean: "取 z = μ",
    atHand: "取你设定的 z",
    release: "回到此数字的 μ",
    putDown: "放下这个 z",
    perDigit: "此数字",
    show: "显示",
    mean: "均值",
    draws: "九次抽样",
    drawsPicture: "此数字的九幅图像，每幅对应一次抽取的 z",
    drawsCaption: "从 q(z|x) 抽取九次 z：编码器有多确定",
    bar: (kl, reconstruction) =>
      `KL ${nats(kl)} 奈特，重构 ${nats(reconstruction)} 奈特`,
  },

  nats: (value) => nats(value),
  natsUnit: "奈特",

  dock: {
    label: "面板",
    train: "训练",
    sample: "采样",
    data: "数据",
    traverse: "遍历",
    workshop: "工坊",
    fetching: "正在加载面板…",
    notFetched: "无法加载面板。",
    reload: "重新加载页面",
    open: "展开面板",
    close: "收起面板",
    download: "下载权重",
    load: "载入权重…",
    drop: "拖入权重文件即可打开",
  },

  train: {
    promise(p) {
      const set = trainingSet(p.data, p.images, p.classes);
      const batch = Math.min(p.batchSize, p.images);
      const more = p.tuned && !p.running ? "再训练 " : "共 ";
      return `${p.running ? "本次训练" : "点击“开始训练”"}会让模型把${set}看 ${count(p.epochs)} 轮，每批 ${count(batch)} 个：${more}${count(p.steps)} 步。`;
    },
    nothing: {
      mnist: "请至少选择一个类别用于训练。",
      mine: "在上方画一个数字并留作训练；之后点击“开始训练”，模型就会学习你画的数字。",
      untold:
        "此模型需要知道每个数字的类别，而你留下的数字没有类别：请在画板下方选好类别，再重新留作训练。",
      digits: "真实数字加载后即可训练。",
      lab: "模型加载后即可训练。",
    },
    play: "开始训练",
    resume: "继续",
    pause: "暂停",
    cancel: "取消",
    reset: "恢复预训练权重",
    progress: "训练进度",
    steps: (step, steps) => `第 ${count(step)} 步，共 ${count(steps)} 步`,
    speed: (value) => `${count(value)} 张图像/秒`,
    left: (seconds) =>
      seconds < 1 ? "剩余不到 1 秒" : `剩余约 ${durationZh(seconds)}`,
    phases: {
      running: "训练中",
      pausing: "正在暂停",
      paused: "已暂停",
      interrupted: "离开页面时已保留",
      finished: "已完成",
      cancelled: "已取消：已完成的步数予以保留",
      failed: "因错误中止：已完成的步数予以保留",
    },
    otherImages: (step) =>
      `保留在第 ${count(step)} 步的训练无法继续：其图像已不再相同。权重予以保留。`,
    goesOn: (step, steps) =>
      `“继续”将接着离开页面时的训练，从第 ${count(step)} 步（共 ${count(steps)} 步）之后开始：使用原来的设置，以同样的顺序使用同样的图像。`,
    measuring: "正在测量",
    stale: "本次训练开始后设置已更改：下次训练时生效。",
    score: (images, before, after) =>
      after === undefined
        ? `全部 ${count(images)} 张训练图像的负 ELBO：本次训练前每张图像 ${nats(before)} 奈特`
        : `全部 ${count(images)} 张训练图像的负 ELBO：每张图像 ${nats(before)} → ${nats(after)} 奈特`,
  },

  data: {
    title: "训练数据",
    mnist: "真实数字",
    mine: (kept) => (kept > 0 ? `我的数字（${kept}）` : "我的数字"),
    classes: "类别",
    class: (digit) => `数字 ${digit}`,
    all: "全选",
    none: "全不选",
    perClass: "每类数量",
    perClassHint: "至多 200 个。",
    gallery: "你留下的数字",
    remove: (place) => `移除你的第 ${place} 个数字`,
    add: "把画板上的数字留作训练",
    empty: "还没有。在上方画板上画一个，再留作训练。",
    kept: "保存在此浏览器中，重新加载后仍在。",
  },

  settings: {
    title: "设置",
    epochs: { label: "轮数", hint: "每张图像被看几遍。" },
    batchSize: { label: "批大小", hint: "每一步对多少张图像取平均。" },
    learningRate: { label: "学习率", hint: "每一步把权重改变多少。" },
    beta: { label: "β", hint: "KL 的权重；1 为普通 VAE。" },
    trainSeed: { label: "种子", hint: "种子相同，训练过程相同。" },
    averageDecay: {
      label: "权重平均",
      hint: "0 为不平均；可试 0.999。",
    },
    allowed: (allowed) => `应为${allowed}。`,
  },

  curves: {
    title: "每张图像的奈特数",
    averaged: (over) =>
      over > 1 ? `最近 ${over} 批的平均值；浅色：各批的值。` : "单批的平均值。",
    reconstruction: "重构",
    kl: "KL",
    negativeElbo: "−ELBO",
    short: { reconstruction: "重构", kl: "KL", negativeElbo: "−ELBO" },
    step: "步",
    empty: "训练曲线将显示在这里。",
    name: "重构、KL 与负 ELBO 随训练步数变化的曲线，单位为每张图像的奈特数。",
  },

  ...trainingZh,

  samples: {
    title: "样本",
    caption: (seed) => `由噪声解码，种子 ${seed}`,
    name: (shown, seed) => `${count(shown)} 个生成的数字，种子 ${seed}`,
    fresh: "重新采样",
    seed: "种子",
    seedHint: "种子相同，在任何设备上得到的数字都相同。",
    count: "数量",
    explain:
      "每个数字都由一个随机点 z 解码而来，z 从先验中抽取。没有输入任何数字。",
    train: "训练时会用同样的点重新绘制。",
    waiting: "模型加载后，这里就会出现第一批数字。",
  },

  own: ownZh,

  workshop: workshopZh,

  status: {
    loading: "正在加载模型。",
    ready: (device) => `已就绪，运行设备：${device}。`,
    failed: "模型现在无法使用。",
    running: (steps) => `训练已开始，共 ${count(steps)} 步。`,
    paused: (step) => `已暂停在第 ${count(step)} 步。`,
    finished: (steps) => `训练已完成，共 ${count(steps)} 步。`,
    cancelled: (step) => `训练已取消，已完成的 ${count(step)} 步予以保留。`,
    stopped: (step) => `训练在 ${count(step)} 步后因错误中止。`,
  },

  versions: {
    newer: "本页的新版本已就绪。你的工作会保留。",
    reload: "重新加载",
    replaced:
      "另一个标签页已打开本页的新版本。方便时请重新加载此页：你的工作会保留。",
  },

  footer: {
    label: "关于",
    private: "所有数据都留在你的浏览器中。",
    oneFile: "全在一个文件中。",
    oneFileHint:
      "其中有两个模型、CPU 计算、2,000 个用于学习的数字和 1,000 个留出的数字；WebGPU、其他模型和完整数据集在网站上的页面中。",
    mnist: "数字：MNIST，Yann LeCun 与 Corinna Cortes，",
    mnistLicence: "CC BY-SA 3.0",
    licence: "许可证",
    notices: "第三方声明",
    offline: "无网络也可打开",
    keys: "键盘",
  },

  ...pictureZh,

  keys: {
    title: "键盘快捷键",
    on: "启用单键快捷键",
    list: [
      ["P", "开始训练、暂停、继续"],
      ["N", "重新采样"],
      ["K", "把数字留作训练"],
      ["T", "导览"],
      ["1, 2, 3, 4, 5", "训练、采样、遍历、数据、工坊面板"],
      ["Ctrl V", "载入剪贴板中的图像"],
      ["?", "显示此列表"],
      ["方向键", "在图像条或标签页中移动，或移动画板上的画笔"],
      ["空格键", "在画板上：落笔、抬笔"],
      ["Delete", "在画板上：清空"],
    ],
  },

  ...latentZh,
  ...shareZh,
  tour: tourZh,

  allowed: {
    oneOf: (choices) => ` ${choices.replaceAll(", ", "、")} 之一`,
    whole: (least, most) => ` ${least} 到 ${most} 之间的整数`,
    real: (least, most) => ` ${least} 到 ${most} 之间的数`,
    digits: () => "连写的 0 到 9 的数字",
    sizes: () => "以逗号分隔的整数",
    inFile: (choices) => `此文件所含的 ${choices.replaceAll(", ", "、")} 之一`,
    digit: () => "链接写法的 28 × 28 图像",
    point: () => "以逗号分隔的数",
    mapView: () => "地图上的位置和 0.5 到 40 之间的缩放倍数",
  },

  codes: codesZh,

  reason: reasonZh,
};
