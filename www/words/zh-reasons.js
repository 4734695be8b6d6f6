/** Lab's English sentence about its device, clause by clause in Chinese. */

/** @type {[RegExp, string][]} */
const CLAUSES = [
  [
    /^WebGPU has only a software adapter here, slower than the CPU builds$/,
    "这里的 WebGPU 只有软件适配器，比 CPU 版本还慢",
  ],
  [
    /^WebAssembly has no SIMD in this browser$/,
    "此浏览器的 WebAssembly 不支持 SIMD",
  ],
  [/^WebGPU is not offered by this browser$/, "此浏览器不提供 WebGPU"],
  [
    /^WebGPU did not name an adapter within ([\d.]+) s$/,
    "WebGPU 在 $1 秒内没有给出适配器",
  ],
  [/^WebGPU has no adapter on this machine$/, "此机器上没有 WebGPU 适配器"],
  [
    /^WebGPU refused to name an adapter \((.*)\)$/,
    "WebGPU 拒绝给出适配器（$1）",
  ],
  [/^(\w+) was lost \((.*)\)$/, "$1 已丢失（$2）"],
  [/^(\w+) could not start \((.*)\)$/, "$1 无法启动（$2）"],
];

/** @type {Record<string, string>} */
const RUNNING = {
  "on the GPU with WebGPU": "在 GPU 上用 WebGPU 运行",
  "on the CPU with SIMD (Flex)": "在 CPU 上用 SIMD 运行（Flex）",
  "on the CPU without SIMD (NdArray)": "在 CPU 上运行，不用 SIMD（NdArray）",
  "with WebGPU on a software adapter": "在软件适配器上用 WebGPU 运行",
};

/** @param {string} clause one that is not known stays as it is */
function inChinese(clause) {
  for (const [english, chinese] of CLAUSES) {
    if (english.test(clause)) return clause.replace(english, chinese);
  }
  return clause;
}

/**
 * The sentence in Chinese; as it is where it is not one of Lab's.
 *
 * @param {string} sentence
 */
export function reasonZh(sentence) {
  const parts =
    /^(?:(.*); )?running (.*?)(, as asked for)?\.(?: Training went back ([\d,]+) steps?, to its last snapshot\.)?$/i.exec(
      sentence,
    );
  const running = parts && RUNNING[parts[2]];
  if (!running) return sentence;
  const [, passedOver, , asked, lost] = parts;
  const before = passedOver ? clausesOf(passedOver).map(inChinese) : [];
  const now = asked ? `按指定${running}` : running;
  const back = lost ? `训练退回 ${lost} 步，回到最近的快照。` : "";
  return `${[...before, now].join("；")}。${back}`;
}

/**
 * Splits where a clause ends; a quoted message may hold a semicolon itself.
 *
 * @param {string} text
 */
function clausesOf(text) {
  return text.split(/; (?=Web|Flex |NdArray )/);
}
