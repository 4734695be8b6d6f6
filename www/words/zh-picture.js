/** The computation as a picture, and as code, in Chinese. */

import { count, nats } from "./numbers.js";
import { termsZh } from "./zh-terms.js";

/** @type {Pick<typeof import("./en.js").en, "picture" | "asCode">} */
export const pictureZh = {
  picture: {
    said: {
      reconstruction: "重构",
      objective: "目标函数",
      muchSmaller: " 远小于 784",
      ink: " 为一个像素的墨量",
    },
    shape: "形状",
    values: "数值",
    nothing: "主线上没有数字：请画一个或选一个。",
    code: "在 Lab 中",
    rust: "在核心中",
    layers: (value) => `${count(value)} 层`,
    table: {
      name: "各层，按数据流动的顺序",
      kind: "层",
      shape: "输入 → 输出",
      parameters: "参数",
      all: "合计",
    },
    heights:
      "每个竖条是一层；其高度取该层输出值个数的对数，这样 784 个像素与 20 个隐变量能放在同一幅图中。",
    parts: {
      image: {
        name: "x，数字",
        text: "模型看到的：28 × 28 个像素排成一行，0 为纸，1 为墨。",
        formula: "x ∈ [0, 1]⁷⁸⁴,  xᵢ 为一个像素的墨量",
      },
      encoder: {
        name: "编码器",
        text: "它逐层把数字变成两个短列表：μ 和 log σ²。",
        formula: "(μ, log σ²) = f(x)",
      },
      code: {
        name: "μ 与 σ，后验",
        text: "编码器的回答：对每个隐变量，说明这个数字在隐空间的何处，以及有多确定。",
        formula: "q(z|x) = N(z; μ(x), diag σ²(x))",
      },
      noise: {
        name: "ε，噪声",
        text: "全部的随机性都在这里：每个隐变量一个标准正态随机数，由种子产生。",
        formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
      },
      latent: {
        name: "z，隐变量",
        text: "交给解码器的内容：均值按噪声移动，幅度由 σ 决定。",
        formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
      },
      decoder: {
        name: "解码器",
        text: "它逐层把隐变量变成图像：每个像素一个数，压到 0 与 1 之间。",
        formula: "p = sigmoid(l),  l = g(z)",
      },
      likelihood: {
        name: "p(x|z)，图像",
        text: "已知 z 之后，解码器对每个像素的判断。",
      },
    },
    likelihoods: {
      bernoulli: "p(x|z) = Πᵢ pᵢ^xᵢ (1 − pᵢ)^(1 − xᵢ)",
      continuousBernoulli: "p(x|z) = Πᵢ Cᵢ pᵢ^xᵢ (1 − pᵢ)^(1 − xᵢ)",
      gaussian: "p(x|z) = Πᵢ N(xᵢ; pᵢ, σ²)",
    },
    reconstructions: {
      bernoulli: termsZh.reconstruction.formula,
      continuousBernoulli:
        "−Σᵢ [xᵢ log pᵢ + (1 − xᵢ) log(1 − pᵢ)] − Σᵢ log Cᵢ,  Cᵢ = lᵢ / tanh(lᵢ/2), pᵢ = sigmoid(lᵢ)",
      gaussian: "Σᵢ [(xᵢ − pᵢ)² / 2σ² + log σ + ½ log 2π]",
    },
    klOfDraw: "KL ≈ log q(z|x) − log p(z),  z ~ q(z|x)",
    density:
      "概率密度可以大于 1，因此这些奈特数可能为负；它们与伯努利的不可比。",
    ladder:
      "阶梯模型有两层：先是上层隐变量，然后是下层；下层写作与上层预测值之差。两层的先验都是 N(0, I)，因此公式对全部隐变量都成立。",
    ladderMean:
      "下层的 μ 和 σ 由上层隐变量决定；这里的数值对应于上层取其均值时。",
    ladderDraw: (upper) =>
      `一次抽样的下层隐变量由 ${upper} 个上层隐变量在核心内部决定，核心不把它们传出。`,
    told: (label) => `此模型还会被告知类别：${label}。`,
    noiseAtMean: "图像在 z = μ 处解码：ε 为 0。",
    noiseAtHand: "z 由手动设定：没有 ε。",
    noiseOfDraws: "九次抽样，每行一次，种子 0：",
    noiseOfFigures: "KL 与重构由一次抽样测得，种子 0：",
    latentAtMean: "z = μ：",
    latentAtHand: "手动设定：",
    latentOfDraws: "九次抽样，每行一次：",
    pictureOfDraws: "九幅图像中的第一幅：",
    klValue: (value, d) =>
      `此数字为 ${nats(value)} 奈特，对 ${count(d)} 个隐变量求和。`,
    reconstructionValue: (value) =>
      `此数字为 ${nats(value)} 奈特，对 784 个像素求和，z 抽样一次。`,
    negativeElboValue: (value) => `此数字为 ${nats(value)} 奈特。`,
  },

  asCode: {
    name: "复制为代码",
    title: "用 Lab 重现屏幕上的内容",
    explain:
      "这是一个模块：把它保存在 vae-lab.js 旁边，或粘贴到已载入它的网页中。",
    explainAlone:
      "这是一个模块，供装有 npm 包 vae-lab 的项目使用；该包由 VAE Lab 源码中的 “npm pack” 生成。本文件自身无法被导入。",
    copy: "复制",
    copied: "已复制。",
    selected: "浏览器不允许复制：代码已选中，请自行复制。",
    waiting: "模型加载后，这里就会出现代码。",
    code: "代码",
    says: {
      package:
        "npm 包；不用打包工具的网页，请在此写上已发布的 vae-lab.js 的地址。",
      data: "数据集不在包中：请把 VAE Lab 构建出的 pkg/data/ 复制到本模块旁边，命名为 data/。",
      file: (name) =>
        `屏幕上的权重：“下载权重”会把它保存为 ${JSON.stringify(name)}。`,
      digit: (what) => `主线上的数字：${what}。`,
      hand: "手动设定的隐变量。",
      draws: (draws) => `后验的 ${count(draws)} 次抽样，逐一解码。`,
      spread: (draws) =>
        `后验的 ${count(draws)} 次抽样解码后，每个像素的标准差。`,
      white: "最深处所代表的标准差",
      sample: "生成的数字，每个 784 个值。",
      train: "以当前设置点击“开始训练”所做的事。",
      make: "工坊按这些设置制作的 safetensors 文件。",
      packedAnew: "训练后的权重按完整形式导出：重新压缩其中的零。",
      besides: "把这些文件保存在模块旁边。",
      heldOut: "留出集：每张图像的奈特数，取这些图像的平均值。",
    },
  },
};
