/** The terms and their explanations, and what the clothes are, in Chinese. */

/** @type {typeof import("./en.js").en["terms"]} */
export const termsZh = {
  latent: {
    name: "隐空间",
    text: "模型把一个数字压缩成的寥寥几个数。形状相似的数字在其中彼此靠近。",
    formula: "z ∈ ℝᵈ,  d 远小于 784",
  },
  posterior: {
    name: "q(z|x)",
    text: "后验：对数字 x，编码器给出的不是一个点，而是一团云，即每个隐变量的均值 μ 和标准差 σ。图上的椭圆就是这团云的 1σ 与 2σ 范围。",
    formula: "q(z|x) = N(z; μ(x), diag σ²(x))",
  },
  prior: {
    name: "先验",
    text: "在看到数字之前，模型认为隐变量会落在哪里：以零为中心的一团圆形的云。从中抽取一点再解码，就得到新的数字。",
    formula: "p(z) = N(z; 0, I)",
  },
  kl: {
    name: "KL 散度",
    text: "说明这个数字落在隐空间何处所需的代价，单位为奈特。当后验提供的信息不比先验多时，它为 0。",
    formula: "KL = ½ Σⱼ (μⱼ² + σⱼ² − 1 − log σⱼ²)",
  },
  reconstruction: {
    name: "重构",
    text: "已知隐变量后，说明各个像素所需的代价，单位为奈特。图像越清晰、越忠实，代价越小。",
    formula: "−Σᵢ [xᵢ log pᵢ + (1 − xᵢ) log(1 − pᵢ)],  z ~ q(z|x)",
  },
  negativeElbo: {
    name: "负 ELBO",
    text: "两项代价之和，即证据下界 (ELBO) 的相反数：它是 −log p(x) 的上界，因此越低越好。β 为 1 时，训练降低的就是它。",
    formula: "−ELBO = 重构 + KL ≥ −log p(x)",
  },
  beta: {
    name: "β",
    text: "训练时 KL 散度的权重。大于 1 时，隐空间被压紧，图像变模糊；小于 1 时，图像更清晰，但新样本变差。",
    formula: "目标函数 = 重构 + β · KL",
  },
  reparameterize: {
    name: "重参数化",
    text: "从后验中抽样的一种写法：随机性放在编码器的输出之外，而不在其中。这样训练才能知道 μ 和 σ 该往哪边调。",
    formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
  },
  freeBits: {
    name: "自由比特",
    text: "给每个隐变量的 KL 设一个下限：批内平均低于 λ 奈特时，无论用不用它，代价都是 λ。这样训练初期就不会有隐变量被关掉。",
    formula: "目标函数 = 重构 + β Σⱼ max(λ, KLⱼ)",
  },
  capacity: {
    name: "容量",
    text: "隐变量可以承载多少奈特的信息。无论 KL 低于还是高于 C，γ 都把它拉向 C。",
    formula: "目标函数 = 重构 + γ |KL − C|",
  },
  totalCorrelation: {
    name: "总相关",
    text: "各隐变量离相互独立有多远。β 只给 KL 的这一部分加权；z 关于数字的信息 (MI) 和每个隐变量各自的分布，代价不变。",
    formula: "目标函数 = 重构 + MI + β TC + Σⱼ KL(q(zⱼ)‖p(zⱼ))",
  },
  importanceWeighted: {
    name: "重要性加权下界",
    text: "对 −log p(x) 更紧的界：取 K 次抽样的权重平均，而不是只抽一次。它更看重其中最好的那次抽样，而不是每一次。",
    formula: "目标函数 = −log (1/K) Σₖ p(x|zₖ) p(zₖ) / q(zₖ|x)",
  },
  warmUp: {
    name: "预热",
    text: "β 从 0 开始，经过 T 步达到设定值。模型先学会使用隐变量，再学会为之付出代价。",
    formula: "βₜ = β · min(1, t/T)",
  },
};

/** Fashion-MNIST's classes, in order. */
export const clothesZh = [
  "T 恤",
  "裤子",
  "套头衫",
  "连衣裙",
  "外套",
  "凉鞋",
  "衬衫",
  "运动鞋",
  "包",
  "短靴",
];
