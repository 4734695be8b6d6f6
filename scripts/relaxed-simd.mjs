/**
 * Makes a module for browsers with relaxed SIMD out of one without: of each
 * multiplication that feeds an addition, the one instruction that does both.
 */
import {
  operandsOf,
  readInstruction,
  readLeb,
  sectionsOf,
  vector,
  writeLeb,
} from "./wasm-code.mjs";

const TYPES = 1;
const FUNCTIONS = 3;
const CODE = 10;

const V128 = 0x7b;
const FUNCTION_TYPE = 0x60;

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const ADD = vector(228);
const SUB = vector(229);
const MUL = vector(230);
/** f32x4.relaxed_madd: a · b + c. */
const MADD = [0xfd, 0x85, 0x02];
/** f32x4.relaxed_nmadd: c − a · b. */
const NMADD = [0xfd, 0x86, 0x02];

/**
 * What computes one value and is not written yet.
 * @typedef {object} Value
 * @property {number[]} code
 * @property {[Value, Value]} [factors] Of a product.
 * @property {number} [local] That it reads, and does nothing else.
 * @property {number[]} tees Locals that it sets.
 * @property {number} spares Spare locals that it uses.
 */

/**
 * Fuses `f32x4.mul` with the `f32x4.add` or `f32x4.sub` behind it.
 * @param {Uint8Array} module as compilers write it: one memory, no proposals
 *   beyond WebAssembly 2.0
 * @returns {{ module: Uint8Array, fused: number }} `fused`: how many pairs
 */
export function withRelaxedSimd(module) {
  const sections = sectionsOf(module);
  const find = (/** @type {number} */ id) => sections.find((s) => s.id === id);
  const [types, functions, code] = [TYPES, FUNCTIONS, CODE].map(find);
  if (!types || !functions || !code) return { module, fused: 0 };
  const parameters = parameterCounts(module, types.content);
  const kinds = readList(module, functions.content);
  const { value: count, next } = readLeb(module, code.content);
  const bodies = [Buffer.from(writeLeb(count))];
  let fused = 0;
  for (let start = next, i = 0; i < count; i++) {
    const size = readLeb(module, start);
    const end = size.next + size.value;
    const body = new Body(module, size.next, end, parameters[kinds[i]]);
    fused += body.fused;
    if (body.fused === 0) bodies.push(Buffer.from(module.subarray(start, end)));
    else bodies.push(Buffer.from(writeLeb(body.bytes.length)), body.bytes);
    start = end;
  }
  const content = Buffer.concat(bodies);
  const head = Buffer.from([CODE, ...writeLeb(content.length)]);
  const before = module.subarray(0, code.start);
  const after = module.subarray(code.end);
  return { module: Buffer.concat([before, head, content, after]), fused };
}

/**
 * How many parameters each type of function has.
 * @param {Uint8Array} module
 * @param {number} content
 */
function parameterCounts(module, content) {
  const { value: count, next } = readLeb(module, content);
  const counts = [];
  for (let at = next; counts.length < count;) {
    if (module[at] !== FUNCTION_TYPE)
      throw new Error("A type that is no function's is not known.");
    const parameters = readLeb(module, at + 1);
    const results = readLeb(module, parameters.next + parameters.value);
    counts.push(parameters.value);
    at = results.next + results.value;
  }
  return counts;
}

/** @param {Uint8Array} module @param {number} content */
function readList(module, content) {
  const { value: count, next } = readLeb(module, content);
  const list = [];
  for (let at = next; list.length < count;) {
    const { value, next } = readLeb(module, at);
    list.push(value);
    at = next;
  }
  return list;
}

/** A function's body, read once and written anew. */
class Body {
  fused = 0;
  /** @type {Buffer<ArrayBuffer>} */
  bytes;
  #firstSpare;
  #spares = 0;
  /** @type {number[]} */
  #out = [];
  /** Values that are computed and not yet taken, the last on top. @type {Value[]} */
  #stack = [];

  /**
   * @param {Uint8Array} module
   * @param {number} start
   * @param {number} end
   * @param {number} parameters
   */
  constructor(module, start, end, parameters) {
    const groups = readLeb(module, start);
    let at = groups.next;
    this.#firstSpare = parameters;
    for (let i = 0; i < groups.value; i++) {
      const group = readLeb(module, at);
      this.#firstSpare += group.value;
      at = group.next + 1;
    }
    const locals = Buffer.from(module.subarray(groups.next, at));
    while (at < end) at = this.#read(module, at);
    this.#writeStack();
    const spares = this.#spares > 0 ? [...writeLeb(this.#spares), V128] : [];
    this.bytes = Buffer.concat([
      Buffer.from(writeLeb(groups.value + (spares.length > 0 ? 1 : 0))),
      locals,
      Buffer.from(spares),
      Buffer.from(this.#out),
    ]);
  }

  /** @param {Uint8Array} module @param {number} start */
  #read(module, start) {
    const { operation, immediate, end } = readInstruction(module, start);
    const code = [...module.subarray(start, end)];
    const takes = operandsOf(operation);
    if (takes === undefined || takes > this.#stack.length) {
      this.#writeStack();
      for (const byte of code) this.#out.push(byte);
      return end;
    }
    const operands = this.#stack.splice(this.#stack.length - takes);
    const value = this.#fuse(operation, operands) ?? joined(operands, code);
    const { value: local } = readLeb(module, immediate);
    if (operation === LOCAL_GET) value.local = local;
    if (operation === LOCAL_TEE) value.tees.push(local);
    if (operation === MUL) value.factors = [operands[0], operands[1]];
    this.#stack.push(value);
    return end;
  }

  #writeStack() {
    for (const { code, spares } of this.#stack.splice(0)) {
      for (const byte of code) this.#out.push(byte);
      this.#spares = Math.max(this.#spares, spares);
    }
  }

  /**
   * @param {number} operation
   * @param {Value[]} operands
   * @returns {Value | undefined} undefined where there is nothing to fuse
   */
  #fuse(operation, operands) {
    if (operation !== ADD && operation !== SUB) return;
    const [left, right] = operands;
    if (operation === ADD && left.factors) {
      this.fused++;
      return joined([...left.factors, right], MADD);
    }
    if (!right.factors) return;
    this.fused++;
    return this.#after(left, right.factors, operation === ADD ? MADD : NMADD);
  }

  /**
   * The sum's first operand, which has to come last now. Where it is no local
   * that can be read later, it waits in a spare one: nothing changes its order.
   * @param {Value} first
   * @param {[Value, Value]} factors
   * @param {number[]} fused
   * @returns {Value}
   */
  #after(first, factors, fused) {
    const { local } = first;
    const changed = factors.some(({ tees }) => tees.some((t) => t === local));
    if (local !== undefined && !changed)
      return joined([...factors, first], fused);
    const spare = Math.max(...factors.map(({ spares }) => spares));
    const index = writeLeb(this.#firstSpare + spare);
    const kept = joined([first], [LOCAL_SET, ...index]);
    const taken = { ...NOTHING, code: [LOCAL_GET, ...index] };
    const value = joined([kept, ...factors, taken], fused);
    return { ...value, spares: Math.max(value.spares, spare + 1) };
  }
}

/** @type {Value} */
const NOTHING = { code: [], tees: [], spares: 0 };

/**
 * What takes these values, in their order.
 * @param {Value[]} operands
 * @param {number[]} code
 * @returns {Value}
 */
function joined(operands, code) {
  return {
    code: [...operands.flatMap((operand) => operand.code), ...code],
    tees: operands.flatMap(({ tees }) => tees),
    spares: Math.max(0, ...operands.map(({ spares }) => spares)),
  };
}
