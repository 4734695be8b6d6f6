/** Links to what is seen, and what a link cannot carry, in Chinese. */

import { count } from "./numbers.js";

/** @type {Pick<typeof import("./en.js").en, "share" | "saving" | "keeping" | "forgetting">} */
export const shareZh = {
  share: {
    name: "分享",
    title: "当前画面的链接",
    explain: "打开链接会恢复此模型、面板、数字、隐变量点、样本和设置。",
    waiting: "模型打开后即可生成链接。",
    link: "链接",
    copy: "复制链接",
    copied: "已复制链接。",
    selected: "已选中链接：请按 Ctrl C（⌘ C）复制。",
    without: "链接不包含：",
    left: {
      weights: "你自己的权重：请以文件发送，可在此处打开。",
      drawings: (images) =>
        `为训练保留的 ${count(images)} 张图像：只留在此浏览器中。`,
      curves: "你的训练曲线：只留在此浏览器中。",
      files: (files) => `工坊中制作的 ${count(files)} 个文件：请在工坊中保存。`,
    },
    saveWeights: "保存权重",
    aside: (name, steps) =>
      `此链接显示预训练权重。你的“${name}”${steps > 0 ? `（含你训练的 ${count(steps)} 步）` : ""}仍保留着：点击“撤销”可重新打开。`,
    otherTab: (name, steps) =>
      `另一个标签页也保存了“${name}”${steps > 0 ? `（训练了 ${count(steps)} 步）` : ""}：两者都已保留，刷新会打开最后保存的一个。点击“撤销”可在此打开另一个标签页的权重。`,
    ignored: {
      digit: (index, images) =>
        `链接要求现有 ${count(images)} 个数字中的第 ${index} 个（从 0 计），并不存在。已显示默认数字。`,
      told: (label) => `链接告知模型类别 ${label}，此模型没有该类别。已忽略。`,
      along: (dimension, width) =>
        `链接要求隐变量维度 ${dimension}，此模型只有 ${width} 维。已忽略。`,
      point: (length, name, width) =>
        `链接中的隐变量点有 ${length} 个坐标，“${name}”需要 ${width} 个。已忽略该点。`,
      far: (value, most) =>
        `链接中的隐变量点超出范围（${value}）：坐标应在 −${most} 到 ${most} 之间。已显示最近的点。`,
    },
  },
  saving: {
    samples: "将样本保存为 PNG",
    map: "将隐空间图保存为 PNG",
    reconstruction: "将重构保存为 PNG",
    curves: "保存曲线",
    curvesExplain:
      "PNG：图片。CSV 和 NPY：步数；各批的重构、KL 和负 ELBO；留出图像的同样数值；单位均为每张图像的奈特数。",
    files: { "curves.png": "PNG", "curves.csv": "CSV", "curves.npy": "NPY" },
    codesName: "保存编码",
    codesTitle: "图像的编码",
    codesExplain:
      "每张图像后验的 μ 和 σ，一行一张，由当前权重算得。NPY 可用 numpy.load 打开。",
    sets: {
      atHand: (images) => `现有的 ${count(images)} 张`,
      test: (images) =>
        images === 0 ? "测试集：尚未载入" : `测试集的 ${count(images)} 张`,
    },
    codes: {
      "codes.csv": "全部（CSV）",
      "mean.npy": "μ，NPY 格式",
      "deviation.npy": "σ，NPY 格式",
      "labels.npy": "标签（NPY）",
    },
    coding: (done, total) => `正在编码第 ${done} 张图像，共 ${total} 张`,
    unfetched: "未能加载生成文件的部分：网络可能已断开，请稍后再试。",
  },
  keeping: {
    blocked: (text) =>
      `${text}一切功能照常，但你在此训练、加入或保留的内容在重新加载后都会丢失：“下载权重”可将模型保存为文件。`,
    full: (text, what) =>
      `${text}未能保存：${what}。之前保存的内容仍在，你可以继续；新的内容在重新加载后会丢失。“下载权重”可将模型保存为文件；如需空间，请在浏览器设置中清理。`,
    retry: "重试",
    again: (what) => `又有空间了。现已保存：${what}。`,
    ignored: (what) =>
      `此浏览器中保存的内容已损坏，或来自本页的其他版本，已忽略：${what.join("；")}。`,
    gaveWay: (name, steps, most) =>
      `“${name}”${steps > 0 ? `（训练了 ${count(steps)} 步）` : ""}不再保存：除当前打开的权重外，只保存最新的 ${most} 份。本页未关闭时，点击“撤销”可打开它。`,
  },
  forgetting: {
    name: "本地保存",
    title: "保存在此浏览器中的内容",
    explain: (bytes) =>
      `你的成果在刷新后仍在：此浏览器中共 ${bytes}，供本页所有标签页使用，他人无法取得。`,
    nothing: "没有保存任何内容：尚未制作，或此浏览器不保存内容。",
    names: {
      weights: "你训练或打开的权重，含优化器状态",
      digits: "你自己的图像",
      input: "主线上的数字",
      runs: "训练曲线",
      formers: "被替换下来的权重",
      tour: "导览的进度",
      "tour of tabs": "导览的进度",
    },
    other: "设置",
    forget: "清除全部内容",
    sure: "全部内容将永久删除，页面会重新加载。如需权重请先保存。",
    yes: "全部清除",
    no: "保留",
  },
};
