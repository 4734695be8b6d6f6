/** How to learn, what from, and what a run shows of itself, in Chinese. */

import { count, nats, size, subscript } from "./numbers.js";

/**
 * @typedef {typeof import("./en.js").en} Table
 * @typedef {import("../session/references.js").ReferenceName} ReferenceName
 */

/** @type {Record<ReferenceName, { short: string, long: string }>} */
const referenceNames = {
  coin: { short: "逐像素抛硬币", long: "对每个像素抛一次硬币" },
  average: { short: "不用隐变量", long: "只用各像素的平均值，不用隐变量" },
  runAverage: {
    short: "不用隐变量",
    long: "只用本次训练图像各像素的平均值，不用隐变量",
  },
  keras: {
    short: "Keras.io，2 维",
    long: "Keras.io 的卷积 VAE，2 个隐变量，其训练集中的数字，训练 30 轮",
  },
  pytorch: {
    short: "pytorch/examples",
    long: "pytorch/examples，20 个隐变量，测试数字，训练 7 轮",
  },
  dense: {
    short: "本站 dense-z20",
    long: "本站的 dense-z20，全部测试数字",
  },
  denseClasses: {
    short: "本站 dense-z20",
    long: "本站的 dense-z20，这些类别的全部测试数字",
  },
  fashionClasses: {
    short: "本站 fashion-conv-z8",
    long: "本站的 fashion-conv-z8，这些类别的全部测试服饰",
  },
  fashionConv: {
    short: "本站 fashion-conv-z8",
    long: "本站的 fashion-conv-z8，全部测试服饰",
  },
  fashionDense: {
    short: "本站的全连接网络",
    long: "本站与 fashion-conv-z8 大小相当的全连接网络，全部测试服饰",
  },
};

/** @type {Pick<Table, "step" | "whole" | "setup" | "making" | "watch" | "lookBack" | "kept" | "references">} */
export const trainingZh = {
  step: {
    label: "单步",
    hint: "训练一步，然后暂停",
    epoch: (epoch, epochs) =>
      `第 ${count(Math.max(1, epoch))} 轮，共 ${count(epochs)} 轮`,
    score: (all, images, before, after) => {
      const of = `${all ? "全部" : "前"} ${count(images)} 张训练图像`;
      const value =
        after === undefined
          ? `训练前每张图像 ${nats(before)} 奈特`
          : `每张图像 ${nats(before)} → ${nats(after)} 奈特`;
      return `${of}的 −ELBO：${value}`;
    },
  },

  whole: {
    atHand: { mnist: "2,000 个数字", fashion: "2,000 件服饰" },
    all: "60,000 个数字",
    fashion: "服饰",
    short: {
      all: "60,000 个数字",
      fashion: "Fashion-MNIST 服饰",
      mine: "我的数字",
    },
    load: (bytes) => (bytes === undefined ? "加载" : `加载（${size(bytes)}）`),
    orPlay: "点击“开始训练”也会加载。离开本页之前一直可用。",
    loading: "数据加载后即开始训练。",
    progress: "数据加载进度",
    cancel: "取消加载",
    failed: "未能加载数据。",
    heldOut: {
      atHand: {
        mnist: (every) =>
          every
            ? "留出集：前 1,000 个测试数字，从不用于训练。"
            : "留出集：这些类别的至多 1,000 个测试数字，从不用于训练。",
        fashion: (every) =>
          `留出集：${every ? "" : "这些类别的"}至多 1,000 件其他服饰，从不用于训练。`,
      },
      all: "留出集：前 1,000 个测试数字，从不用于训练。",
      fashion: (whole) =>
        whole
          ? "留出集，从不用于训练：测试服饰的前 1,000 件。"
          : "留出集，从不用于训练：10,000 件测试服饰的最后 1,000 件。",
      mine: (kept) =>
        kept === 0
          ? "你的数字满 10 个后，每五个留出一个。"
          : `留出集，从不用于训练：你的数字每五个留出一个，目前 ${count(kept)} 个。`,
    },
  },

  setup: {
    title: "学习方式",
    parts: { settings: "设置", objective: "目标函数", model: "模型" },
    objective: {
      label: "目标函数",
      choices: {
        elbo: "ELBO，β",
        capacity: "容量，γ",
        importanceWeighted: "IWAE，K 次抽样",
        totalCorrelation: "β-TC",
      },
      hints: {
        elbo: "最小化重构 + β · KL。",
        capacity: "重构 + γ |KL − C|，把 KL 维持在 C。",
        importanceWeighted: "每张图像抽样 K 次：",
        totalCorrelation: "β 只加权",
      },
    },
    gamma: { label: "γ", hint: "把 KL 拉向 C 的力度。" },
    capacity: {
      label: "C（奈特）",
      hint: "隐变量为每张图像承载多少奈特的信息。",
    },
    importanceSamples: {
      label: "K",
      hint: "每张图像抽取几次 z；次数越多，界越紧。",
    },
    freeBits: {
      label: "自由比特（奈特）",
      hint: "每一维的 KL 低于此值时不再被压低。",
    },
    warmup: {
      label: "预热",
      choices: { none: "无", linear: "线性", cyclic: "循环" },
      hints: {
        none: "β（或 C）从第一步起就取设定值。",
        linear: "β（或 C）从 0 增至设定值，之后不变。",
        cyclic: "β（或 C）从 0 增大并保持，如此循环。",
      },
    },
    warmupSteps: {
      label: "预热步数",
      hint: "从 0 增至设定值的步数；循环时为一个周期的步数。",
    },
    schedule: {
      label: "学习率变化",
      choices: { constant: "恒定", cosine: "余弦" },
      hints: {
        constant: "每一步的学习率都相同。",
        cosine: "学习率沿余弦曲线降至接近 0。",
      },
    },
    binarize: {
      label: "像素",
      choices: { none: "灰度", dynamic: "每次重抽" },
      hints: {
        none: "像素的灰度当作有墨的概率。",
        dynamic: "每一步按灰度随机取黑或白。",
      },
    },
  },

  making: {
    from: "起点",
    start: { weights: "当前权重", fresh: "从零开始" },
    goesOn:
      "“开始训练”会从当前打开的权重继续。“从零开始”则以随机权重新建一个模型。",
    make: "创建此模型",
    made: (name) => `已打开“${name}”，权重为随机值。`,
    origin: "从零开始",
    about: "在本页创建，权重从随机值开始。",
    size: (parameters, chain) => `${count(parameters)} 个参数 · ${chain}`,
    architecture: {
      label: "结构",
      hint: "模型由哪种层构成。",
      choices: { dense: "全连接", conv: "卷积", ladder: "阶梯" },
    },
    channels: {
      label: "通道数",
      hint: "每个卷积层的通道数；边长逐层减半。",
    },
    hidden: {
      label: "隐藏层宽度",
      hint: "各全连接层的宽度，从图像一侧起。",
    },
    topHidden: {
      label: "上层宽度",
      hint: "两层隐变量之间各层的宽度。",
    },
    latentDim: { label: "隐变量数", hint: "一个数字压缩成几个数。" },
    topLatentDim: {
      label: "上层隐变量数",
      hint: "其中有几个属于上层。",
    },
    activation: {
      label: "激活函数",
      hint: "两层之间使用的非线性函数。",
      choices: { relu: "ReLU", silu: "SiLU" },
    },
    likelihood: {
      label: "似然",
      hint: "假定像素服从哪种分布。",
      choices: {
        bernoulli: "伯努利",
        continuousBernoulli: "连续伯努利",
        gaussian: "高斯",
      },
    },
    conditional: {
      label: "告知类别",
      hint: "被告知类别的模型能画出指定的类别。",
      choices: { no: "否", yes: "是" },
    },
    weightSeed: { label: "种子", hint: "种子相同，初始权重相同。" },
  },

  watch: {
    title: "显示",
    shown: { curves: "曲线", latents: "各隐变量的 KL" },
    heldOut: "留出集",
    note: {
      over: (images) => `圆圈：${count(images)} 张留出图像的平均值。`,
      why: {
        few: "图像太少，没有留出。",
        unreachable: "没有留出集的数值：无法加载测试图像。",
      },
    },
    strip: {
      empty: "训练时，这里显示每个隐变量承载多少信息。",
      name: "训练中各隐变量的 KL，结束时最大的在最上面。用方向键读取单个数值。",
      active: (active, all, images, heldOut) =>
        `活跃单元：${count(active)} 个，共 ${count(all)} 个（${count(images)} 张${heldOut ? "留出" : "训练"}图像）`,
      cell: (dimension, step, value) =>
        `z${subscript(dimension)}，第 ${count(step)} 步：${value.toFixed(2)} 奈特`,
      step: (step) => `第 ${count(step)} 步`,
      none: "0",
      most: (value) => `${value} 奈特`,
    },
    pairs: {
      empty: "",
      name: (pairs, heldOut) =>
        `${count(pairs)} 张${heldOut ? "留出" : "训练"}图像，下方为各自的重构`,
      caption: (heldOut) =>
        heldOut ? "留出的图像及其重构" : "训练图像及其重构",
    },
  },

  lookBack: {
    title: "回看",
    step: (step) => count(step),
    at: (step, latest) => `第 ${count(step)} 步${latest ? "，最新" : ""}`,
    latest: "回到最新",
    average: (value) =>
      value === undefined ? "平均权重" : `平均权重：${nats(value)} 奈特`,
    averageHint:
      "以训练各步权重的平均代替最后的权重；−ELBO 对应相同的训练图像。",
    mean: "平均",
    goOn: (left) => (left > 0 ? `继续训练：${count(left)} 步` : "继续训练"),
    goOnHint: "从这里继续训练；优化器与各种变化安排重新开始。",
    ends: "“继续训练”会结束已暂停的训练。",
    stays: (reason) => `无法从这里继续训练，一切保持原样。${reason}`,
  },

  kept: {
    title: "保留的负 ELBO 曲线",
    keep: "保留曲线",
    list: (runs) => `已保留 ${count(runs)} 条`,
    remove: "移除",
    removeNamed: (name) => `移除 ${name}`,
    beta: (beta) => `β = ${beta}`,
    rate: (rate) => `学习率 ${rate}`,
    batch: (batch) => `批大小 ${batch}`,
  },

  references: {
    mark: (name, value) => `${nats(value)} ${referenceNames[name].short}`,
    sentence: (name, value) => `${nats(value)}：${referenceNames[name].long}。`,
    beside: (marks) => `${marks.join("；")}。`,
    compare: "供比较，每张图像的奈特数：",
    named: (name) => referenceNames[name].long,
    missing: {
      likelihood: "没有可比的已发表数值：这里的像素值是概率密度。",
      binarized: "灰度像素的数值与黑白像素的不可比。",
      own: "没有关于你的数字的已发表数值。",
      classes: "已发表的数值针对全部十个类别。",
    },
  },
};
