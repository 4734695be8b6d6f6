/** What can be made of a model, and how it measures up to what it was, in Chinese. */

import {
  count,
  hundredths,
  nats,
  percent,
  ratio,
  signed,
  size,
  subscript,
} from "./numbers.js";

/** @type {(value: unknown) => string} */
const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain).join("、");
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value);
  return fields.map(([name, each]) => `${name} ${plain(each)}`).join("、");
};

/** @type {(value: unknown) => string} */
const numbers = (value) =>
  Array.isArray(value)
    ? value.map((each) => hundredths(Number(each))).join("、")
    : plain(value);

const operations = {
  quantize: "量化",
  prune: "剪枝",
  factorize: "低秩分解",
  removeLatents: "移除失效隐变量",
  grow: "扩展",
  fuse: "融合",
  distill: "蒸馏",
  teach: "学习新类别",
};

/** @type {Record<string, string>} */
const done = {
  quantize: "量化",
  prune: "剪枝",
  factorize: "低秩分解",
  removeLatents: "移除失效隐变量",
  grow: "扩展",
  average: "权重平均",
  align: "单元对齐",
  train: "训练",
  distill: "蒸馏",
};

/** @type {Record<string, string>} */
const objectives = {
  elbo: "ELBO",
  capacity: "限制容量",
  importanceWeighted: "重要性加权下界",
  totalCorrelation: "总相关",
};

/** @type {Record<string, string>} */
const pruned = { units: "整个单元", weights: "单个权重", pixels: "像素" };

/** @type {Record<string, (value: unknown) => string>} */
const settings = {
  bits: (value) => `${value} 位`,
  per: (value) =>
    value === "channel" ? "每个通道一个步长" : "每个张量一个步长",
  scheme: (value) => (value === "symmetric" ? "对称" : "非对称"),
  calibrated: (value) => (value ? "参照真实数字取整" : "未参照真实数字"),
  calibrationImages: (value) => `依据 ${count(Number(value))} 张图像`,
  what: (value) => pruned[String(value)] ?? plain(value),
  share: (value) => `去掉 ${hundredths(100 * Number(value))} %`,
  among: (value) => (value === "layer" ? "在每层内比较" : "在全部层中比较"),
  rank: (value) => `秩 ${value}`,
  variance: (value) => `保留 ${hundredths(100 * Number(value))} % 的方差`,
  mixtureComponents: (value) => `以 ${value} 个高斯的混合为先验`,
  pseudoInputs: (value) => `${value} 个伪输入的 VampPrior`,
  latents: (value) => `去掉隐变量 ${plain(value)}`,
  hidden: (value) => `隐藏层宽度 ${plain(value)}`,
  decoderHidden: (value) => `解码器隐藏层宽度 ${plain(value)}`,
  channels: (value) => `通道数 ${plain(value)}`,
  decoderChannels: (value) => `解码器通道数 ${plain(value)}`,
  latentDim: (value) => `隐变量 ${value} 个`,
  classes: (value) => `类别 ${value} 个`,
  seed: (value) => `种子 ${value}`,
  rounds: (value) => `${plain(value)} 轮`,
  steps: (value) => `${count(Number(value))} 步`,
  images: (value) => `${count(Number(value))} 张图像`,
  epochs: (value) => `${value} 个周期`,
  batchSize: (value) => `每批 ${value} 张`,
  learningRate: (value) => `学习率 ${value}`,
  objective: (value) => objectives[String(value)] ?? plain(value),
  distill: (value) => `损失权重 ${plain(value)}`,
  keepZeros: (value) => (value ? "零保持为 0" : "零也会变化"),
  replay: (value) => `重放 ${count(Number(value))} 个样本`,
  greedy: (value) => (value ? "贪心选取" : "全部采用"),
  heldOut: (value) => `由 ${count(Number(value))} 张留出图像选出`,
  heldOutNegativeElbo: (value) =>
    `在其上每张 ${hundredths(Number(value))} 奈特`,
  heldOutAlone: (value) => `单独为 ${numbers(value)} 奈特`,
  shares: (value) => `权重占比 ${numbers(value)}`,
};

/** @type {typeof import("./en-workshop.js").workshop} */
export const workshopZh = {
  explain: "制作另一个文件，并测量两者。打开的模型保持不变。",
  operation: {
    label: "操作",
    choices: operations,
    hints: {
      quantize: "网络不变，权重用更少的位数表示。",
      prune: "去掉最不重要的部分。",
      factorize: "把层写成两个更窄矩阵的乘积。",
      removeLatents: "去掉不携带信息的隐变量。",
      grow: "更大的网络，输出不变，可继续训练。",
      fuse: "把此模型与其他模型合为一个。",
      distill: "向此模型学习的更小的模型。",
      teach: "学习少量数字，同时重放已学会的内容。",
    },
  },
  verbs: { ...operations, removeLatents: "移除" },
  cancel: "取消",
  failed: (reason, file = "") =>
    `工坊${file ? `在“${file}”处` : "已"}停止：${reason}你的模型未受影响。`,
  noDigits: "判断隐变量是否失效需要真实数字，但未能加载。请重新加载页面再试。",
  noneDead: (latent, least, dead) =>
    `没有失效的隐变量：信息最少的 z${subscript(latent)} 的 KL 也有 ${hundredths(least)} 奈特，不低于 ${dead}。提高“失效界限”即可移除它。`,
  running: (name) => `正在用“${name}”制作。`,
  progress: "工坊进度",
  phases: {
    opening: (name) => `正在打开“${name}”`,
    seeing: (name) => `正在让“${name}”看真实数字`,
    aligning: (name) => `正在对齐“${name}”的单元`,
    making: (name) => `正在处理“${name}”`,
    pictures: (name) => `正在用“${name}”作图`,
    decode: (name) => `正在为“${name}”及其来源计时`,
    negativeElbo: (name) => `正在测量“${name}”的负 ELBO`,
    nll: (name) => `正在测量“${name}”的似然`,
    frechet: (name) => `正在评价“${name}”的样本`,
    classes: (name) => `正在用“${name}”测量每个类别`,
    line: (name) => `正在沿到“${name}”的连线测量`,
    trying: (name) => `正在尝试“${name}”`,
    fetching: (name) => `正在为“${name}”获取图像`,
    tuning: (name) => `正在训练“${name}”剩下的部分`,
    teaching: (name) => `正在向“${name}”学习`,
    ensemble: (name) => `正在一同询问“${name}”与其他模型`,
    rehearsing: (name) => `“${name}”正在自己的样本中学习这些数字`,
    train: (name) => `正在为“${name}”及其来源的训练步计时`,
  },
  calibrate: (digits) =>
    digits > 0 ? `参照 ${count(digits)} 个数字` : "参照真实数字",
  bits: {
    label: "每个权重的位数",
    hint: "16：半精度浮点数。",
    choices: {
      2: "2",
      3: "3",
      4: "4",
      5: "5",
      6: "6",
      7: "7",
      8: "8",
      16: "16",
    },
  },
  per: {
    label: "步长的范围",
    hint: "哪些权重共用一个步长。",
    choices: { channel: "每个通道", tensor: "每个张量" },
  },
  scheme: {
    label: "编码",
    hint: "以 0 为中心，或由小到大。",
    choices: { symmetric: "对称", asymmetric: "非对称" },
  },
  mixed: "最小的矩阵保留 8 位",
  prune: {
    label: "去掉",
    hint: "神经元与通道，或置为 0 的单个权重。",
    hints: {
      pixels: "手头数字表明信息最少的像素：其权重置为 0。",
      convolutional: "不能选像素：卷积模型没有对应每个像素的权重。",
    },
    choices: { units: "整个单元", weights: "单个权重", pixels: "像素" },
  },
  share: { label: "比例，%", hint: "去掉全部的百分之几。" },
  rounds: { label: "轮数", hint: "分几轮去掉。" },
  tune: { label: "训练步数", hint: "每轮之后，每步 128 张；0 为不训练。" },
  learnRate: { label: "学习率", hint: "Adam 的步长。" },
  learnFrom: {
    label: "学习数据",
    hint: (bytes) =>
      bytes === 0
        ? ""
        : `只获取一次${bytes === undefined ? "" : `：${size(bytes)}`}。`,
    choices: {
      all: (images) => `全部 ${count(images)} 张`,
      atHand: (images) => `现有的 ${count(images)} 张`,
    },
  },
  studentHidden: {
    label: "学生的宽度",
    hint: "以逗号分隔；留空为各取一半。",
  },
  studentChannels: {
    label: "学生的通道数",
    hint: "以逗号分隔；留空为各取一半。",
  },
  studentLatents: {
    label: "学生的隐变量",
    hint: (now) => `填 0 表示数量不变，即 ${count(now)} 个。`,
  },
  studentSteps: { label: "步数", hint: "每步 128 张图像。" },
  teach: {
    class: "类别",
    named: (name) =>
      name === "" ? "10 及以上为新类别。" : `${name}；10 及以上为新类别。`,
    grows: (classes) => `模型现有 ${classes} 个类别，将为它增加一个。`,
    from: "学习自",
    mine: (images) => `自己的（${count(images)}）`,
    atHand: (images) => `手头的（${count(images)}）`,
    unnamed: "自己的图像中没有类别的那些。",
    count: { label: "最多图像数", hint: "手头属于此类别的前若干张。" },
    drawFirst: {
      named: "你还没有画过此类别。请画几个并保留，再在“数据”中标明类别。",
      unnamed:
        "你还没有画过无类别的图像。请画几个并保留，它们会出现在“数据”中。",
    },
    show: "显示我的图像",
    noneAtHand: "手头没有此类别的图像。",
    none: "没有可供学习的此类别图像。请画几个，或选择手头有的类别。",
    replay: { label: "重放的样本数", hint: "混入模型自己的样本，以免遗忘。" },
    steps: { label: "步数", hint: "每步 128 张图像。" },
  },
  lossData: { label: "数据的权重", hint: "它自己的负 ELBO。" },
  lossOutputs: { label: "输出的权重", hint: "教师的重构。" },
  lossPosterior: { label: "后验的权重", hint: "到教师 q(z|x) 的 KL。" },
  lossLatent: { label: "隐变量的权重", hint: "教师由 z 解码的结果。" },
  learning: {
    title: {
      tuning: (name) => `正在训练 ${name} 剩下的部分`,
      student: (name) => `${name} 的学生正在学习`,
      class: (name) => `${name} 正在学习一个类别`,
    },
    step: (step, steps) => `第 ${count(step)} 步，共 ${count(steps)} 步`,
    round: (round, rounds) => `第 ${round} 轮，共 ${rounds} 轮`,
    now: (value) => `每张图像 ${nats(value)} 奈特`,
    across: "步数",
    up: "批次的 −ELBO，每张图像的奈特数",
    curve: (name) => `向 ${name} 学习时各批次的负 ELBO 随步数的变化`,
    from: { tuning: "之前", student: "教师", class: "之前" },
    learner: { tuning: "现在", student: "学生", class: "现在" },
  },
  among: {
    label: "比较范围",
    hint: "在哪里寻找最小的部分。",
    choices: { layer: "每层内", model: "整个模型" },
  },
  factorBy: {
    label: "秩的依据",
    hint: "由什么决定矩阵有多窄。",
    choices: { variance: "保留的方差", rank: "数值" },
  },
  variance: { label: "方差，%", hint: "一层的和的方差至少保留多少。" },
  rank: { label: "秩", hint: "一层内部至多有多少维。" },
  dead: {
    label: "失效界限，奈特",
    hint: "隐变量的 KL，取现有数字的平均值。",
  },
  growLatents: {
    label: "隐变量",
    hint: (now) => `填 0 表示数量不变，即 ${count(now)} 个。`,
    fewer: (now) => `比现在少：请填 0，或 ${now + 1} 及以上。`,
  },
  growHidden: { label: "隐藏层宽度", hint: "以逗号分隔；留空表示不变。" },
  growChannels: { label: "通道数", hint: "以逗号分隔；留空表示不变。" },
  growClasses: {
    label: "标签数",
    hint: (now) =>
      now === 0
        ? "告知模型的类别数；0 为不告知。"
        : `告知模型的类别数；0 为不变，即 ${count(now)} 个。`,
  },
  growPrior: {
    label: "先验",
    choices: { own: "不变", mixture: "混合高斯", vamp: "VampPrior" },
    hints: {
      own: "也可换成与模型一同训练的先验。",
      mixture: "若干高斯分布，起初接近标准正态。",
      vamp: "伪输入以手头的数字开始，训练之前界限很松。",
      trained: "先验已与模型一同训练。",
      ladder: "阶梯模型的上层就是它的先验。",
    },
  },
  growLikelihood: {
    label: "似然",
    choices: { own: "不变", gaussian: "高斯" },
    hints: {
      own: "也可把像素视为围绕均值、共用一个 σ 的数值。",
      gaussian: "均值不变，σ 由学习得到；其奈特数针对概率密度，与其他不可比。",
    },
  },
  growComponents: { label: "分量数", hint: "先验的分量。" },
  align: "先对齐其他模型的单元",
  others: {
    choose: "选择文件…",
    made: "本次访问的文件…",
    none: "选择一个或多个同样网络的权重文件。",
    list: "用于融合的文件",
    share: (name) => `${name} 的占比`,
    line: "连线",
    lineTo: (name) => `画出到 ${name} 的连线`,
    remove: (name) => `移除 ${name}`,
    chart: {
      name: (from, to) => `从 ${from} 到 ${to} 连线上的负 ELBO`,
      across: "另一模型的占比",
      up: "−ELBO，每张图像的奈特数",
      share: nats,
      negativeElbo: "原样",
      aligned: "对齐后",
      told: ({ from, to, count: images, ends, worst, aligned }) =>
        `从 ${from}（${nats(ends[0])}）到 ${to}（${nats(ends[1])}）：原样最差为每张图像 ${nats(worst)} 奈特，对齐后 ${nats(aligned)}。${count(images)} 张留出图像。`,
    },
  },
  fuseBy: {
    label: "融合方式",
    choices: { mean: "加权平均", soup: "贪心汤", ensemble: "集成" },
    hints: {
      mean: "权重的平均，每个模型按其数值计入。",
      soup: "从最好的开始，只加入对现有数字有益的模型。",
      ensemble: "合用各自的回答。",
    },
  },
  ensemble: {
    title: "集成",
    judged: (value) => `集成：每张图像 ${nats(value)} 奈特`,
    verb: "评估",
    explain: "一同评估各模型，并逐一评估。集成不生成文件。",
    name: "集成与各成员",
    posterior: {
      label: "后验",
      hint: "从谁的后验抽取隐变量。",
      choices: {
        own: "各自的",
        product: "专家乘积",
        geometric: "几何平均",
        mixture: "混合",
      },
    },
    average: {
      label: "平均",
      hint: "对什么取平均。",
      choices: { means: "解码器的均值", bounds: "下界", models: "模型的概率" },
    },
  },
  soup: (taken, left) =>
    `汤由 ${taken.join("、")} 组成${left.length > 0 ? `；未加入：${left.join("、")}` : ""}。`,

  table: {
    name: "前后对比",
    empty: "还没有制作文件。制作的文件将在这里与原模型一同测量。",
    choose: "选择一个文件或图中的标记，与其来源对比。",
    before: "之前",
    after: "之后",
    change: "变化",
    waiting: "…",
    missing: "未测量",
    measure: "测量其余各项",
    openThis: "打开此文件",
    saveThis: "保存此文件",
    bytes: "文件",
    bytesUnit: (float32) => `占 float32 ${size(float32)} 的比例`,
    part: (times) => (times < 1 ? ratio(times) : `1/${hundredths(times)}`),
    times: (times) => ratio(times),
    parameters: "参数",
    decode: "解码，毫秒",
    decodeUnit: (pictures) => `${count(pictures)} 幅，9 次的中位数`,
    train: "训练一步，毫秒",
    trainUnit: (images) => `${count(images)} 张图像，取中位数`,
    ms: nats,
    percent,
    negativeElbo: "负 ELBO",
    nll: "−log p(x)",
    natsOver: (images) => `奈特/图像，${count(images)} 张留出图像`,
    nllOver: (images, samples) =>
      `奈特/图像，${count(images)} 张留出图像，各抽取 ${count(samples)} 次`,
    figure: (value) => hundredths(value),
    error: (error) => `± ${hundredths(error)}`,
    signed,
    frechet: "Fréchet 距离",
    frechetOver: (samples, images) =>
      `${count(samples)} 个样本，${count(images)} 张真实图像`,
    note: "每张图像的奈特数：留出图像的平均值 ± 标准误差，两者用同样的噪声；−log p(x) 为上界。距离在样本与留出图像之间。越低越好；两者交替计时。",
    classes: {
      title: "各类别的负 ELBO",
      name: "各类别的负 ELBO，前后对比",
      class: "类别",
      learned: (label, images) => `${label}，取学习用的 ${count(images)} 张`,
      note: "每张图像的奈特数，取该类别留出图像的平均值。",
    },
    made: (name, measured) => `${name}：${measured}`,
    unmeasured: "没有留出图像的数据：未能加载测试图像。",
    busy: "当时有训练在进行：所测时间来自繁忙的机器。",
  },
  pictures: {
    originals: "留出图像",
    reconstructed: "重构",
    learned: (label) => `学到的类别 ${label}`,
    learnedFrom: "学习自",
    known: { sampled: "采样", reconstructed: "重构" },
    sampled: (seed) => `采样，种子 ${seed}`,
    row: (title, name) => `${title}：${name}`,
  },

  shelf: {
    label: "显示",
    shown: { files: "文件", family: "谱系" },
    empty: "本次访问中制作的文件将列在这里。",
    axes: { bytes: "文件大小", nats: "−ELBO，每张图像的奈特数" },
    plot: (files) =>
      `${count(files)} 个文件的负 ELBO（每张图像的奈特数）与文件大小。下方列表逐一说明。`,
    point: (name, measured) => `${name}：${measured}`,
    measured: (bytes, value) =>
      value === undefined
        ? `${size(bytes)}，未测量`
        : `${size(bytes)}，每张图像 ${nats(value)} 奈特`,
    estimated: (bytes, value, images) =>
      `${size(bytes)}，由 ${count(images)} 张图像估计约 ${nats(value)} 奈特`,
    size,
    survey: "试遍各种压缩",
    surveyHint: "以约二十种方式量化、剪枝和分解此模型，并逐一测量。",
    legend: "各标记的含义",
    families: {
      model: "原有",
      quantize: "量化",
      prune: "剪枝",
      factorize: "低秩分解",
      removeLatents: "更少隐变量",
      several: "多种并用",
      other: "其他",
    },
    frontier: "没有更小且更好的",
    dropNamed: (name) => `移除 ${name}`,
    was: "原有",
    open: "打开",
    openNamed: (name) => `打开 ${name}`,
    save: "保存",
    saveNamed: (name) => `保存 ${name}`,
    list: "本次访问的文件",
  },

  family: {
    title: (name) => `${name} 的来历`,
    none: "此文件没有记录来源：它是训练得到的，或制作于别处。",
    from: "来自",
    unknown: "没有名称的文件",
    again: "同上",
    checksum: (sha256) => `SHA-256 ${sha256}`,
    size,
    measured: (value, images, error) =>
      `每张图像 ${hundredths(value)}${error === undefined ? "" : ` ± ${hundredths(error)}`} 奈特，${count(images)} 张图像`,
    distance: (value) => `Fréchet 距离 ${hundredths(value)}`,
    first: "已知最早的文件",
    done: (operation) => done[operation] ?? operation,
    setting: (name, value) =>
      settings[name]?.(value) ?? `${name} ${plain(value)}`,
  },
};
