/** A Chinese sentence for every error that has a code. */

/**
 * @typedef {import("../engine/lab-error.js").LabErrorCode
 *   | "digits-not-found" | "digits-unreachable"
 *   | "idx-shape" | "npy-header" | "npy-truncated" | "npy-type" | "npy-shape" | "npy-values"
 *   | "file-empty" | "file-unknown" | "file-unreadable" | "file-damaged" | "file-too-large" | "file-failed"
 *   | "picture-too-large" | "picture-shape" | "picture-damaged" | "picture-no-canvas"
 *   | "storage-full" | "storage-unavailable"
 *   | "unexpected"} Code
 */

/** @type {Record<Code, string>} */
export const codesZh = {
  "weights-not-safetensors": "这不是 safetensors 文件。",
  "weights-truncated": "权重文件不完整：末尾被截断。",
  "weights-header-too-large": "权重文件声称的文件头过大。",
  "weights-header-invalid": "权重文件的文件头无法读取。",
  "weights-config-missing": "权重文件没有说明其中是哪个模型。",
  "weights-config-invalid": "权重文件中的模型描述无法使用。",
  "weights-version": "无法读取此格式版本的权重文件。",
  "weights-kind": "权重文件的内容不是所需的类型。",
  "weights-architecture-mismatch": "权重与当前模型的结构不一致。",
  "weights-tensor-missing": "权重文件缺少模型所需的张量。",
  "weights-tensor-unexpected": "权重文件中有模型不认识的张量。",
  "weights-tensor-shape": "权重文件中有张量的形状与模型不符。",
  "weights-tensor-dtype":
    "权重文件中有张量的数值类型无法读取；只支持 F32 和 F16。",
  "weights-nonfinite": "权重中有 NaN 或无穷大；权重必须是有限数。",
  "weights-packing-invalid": "权重文件中打包的张量无法读取。",
  "weights-prior-invalid": "权重文件中的先验不是有效的分布。",
  "weights-not-found": "服务器上没有找到权重文件。",
  "weights-unreachable": "无法下载权重文件。",
  "not-in-file": "此单文件页面中没有所需的内容，也不会访问网络。",
  "model-unknown": "没有这个名称的模型。",
  "config-invalid": "无法按此配置构建模型。",
  "images-length": "像素总数不是单张图像像素数的整数倍。",
  "images-type": "图像的数据类型无法使用。",
  "images-range": "有像素超出 0 到 1 的范围。",
  "images-empty": "没有图像；至少需要一张。",
  "labels-missing": "条件模型需要标签：每张图像一个。",
  "labels-unexpected": "此模型不以类别为条件，不接受标签。",
  "labels-length": "标签与图像的数量不一致。",
  "labels-type": "标签的数据类型无法使用。",
  "labels-range": "有标签不属于模型的类别。",
  "latents-length": "隐变量的个数不是隐空间维数的整数倍。",
  "latents-nonfinite": "隐变量中有 NaN 或无穷大；必须是有限数。",
  "models-differ": "这些模型的网络不相同。",
  "student-larger": "学生模型的参数不能多于教师模型。",
  "teacher-differs": "教师模型与学生模型不相配。",
  "nothing-to-do": "没有什么可做：模型会保持原样。",
  "passport-missing":
    "此文件没有来历记录，无法写入测量结果；只有由其他文件制成的文件才有。",
  "prior-invalid": "此先验不是有效的分布。",
  "prior-collapsed": "拟合先验时有混合分量退化；请减少分量数，或使用更多图像。",
  "prior-missing": "模型没有这种先验。",
  "option-out-of-range": "有选项超出允许的范围。",
  "option-unknown": "选项无法识别。",
  "training-in-progress": "训练正在进行，暂时不能这样做。",
  "training-not-begun": "训练尚未开始。",
  "work-not-begun": "这项计算尚未开始。",
  "lab-closed": "模型已关闭。",
  "device-unavailable": "无法使用此计算设备。",
  "device-lost": "计算设备在运行中失效。",
  "unsupported-environment": "此浏览器缺少运行所需的功能。",
  superseded: "这次请求已被更新的请求取代。",
  "idx-truncated": "IDX 数据不完整或已损坏。",
  "idx-header": "IDX 数据的文件头不正确。",
  "idx-mismatch": "图像与标签不匹配，或有标签不在 0 到 9 之间。",
  "idx-shape": "IDX 数据的形状既不是一组图像，也不是一列标签。",
  "npy-header": "NPY 文件的文件头不正确。",
  "npy-truncated": "NPY 文件不完整。",
  "npy-type": "NPY 文件的数值类型无法读取；支持 |u1、|b1、<f4 和 <f8。",
  "npy-shape": "NPY 数组的形状无法作为图像读取。",
  "npy-values": "数组中有数值超出范围；灰度应为 0 到 1 或 0 到 255。",
  "file-empty": "文件是空的。",
  "file-unknown":
    "这种文件无法读取；支持 PNG、JPEG 和 WebP 图像，以及 IDX 和 NPY 图像集。",
  "file-unreadable": "浏览器无法读取：这是文件夹，或文件已不存在。",
  "file-damaged": "gzip 文件已损坏或不完整。",
  "file-too-large": "gzip 文件解压后过大。",
  "file-failed": "读取文件时出错。",
  "picture-too-large": "图像过大，无法读取。",
  "picture-shape": "图像过于狭长。",
  "picture-damaged": "图像已损坏或不完整，无法解码。",
  "picture-no-canvas": "此浏览器没有提供读取图像所需的画布。",
  "model-missing": "还没有模型。",
  "digits-not-found": "服务器上没有找到图像数据。",
  "digits-unreachable": "无法下载图像数据。",
  "storage-full": "浏览器的存储空间已满，无法保存你的成果。",
  "storage-unavailable": "此浏览器不允许保存你的成果。",
  unexpected: "发生了意外错误。",
};
