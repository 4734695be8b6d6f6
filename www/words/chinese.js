/** The Chinese tables: fetched by who reads them. */

import { ofClothes } from "./of-clothes.js";
import { zh } from "./zh.js";
import { clothesZh } from "./zh-terms.js";

/** @type {import("./of-clothes.js").Rewording} */
const chinese = (text) =>
  text
    .replace(/（类别 [^）]*）/, (classes) =>
      classes.replace(/\d/g, (label) => clothesZh[Number(label)]),
    )
    .replaceAll("个真实数字", "件真实服饰")
    .replace(/([\d,]) 个(生成的)?数字/g, "$1 张$2图像")
    .replaceAll("个数字", "张图像")
    .replaceAll("数字", "图像");

/** @type {import("./words.js").Tables} */
export const tables = {
  ofDigits: zh,
  ofClothes: () => ofClothes(zh, chinese, clothesZh),
};
