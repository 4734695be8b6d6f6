/**
 * VAE Lab itself, through the public API as any page would use it. It trains in
 * its worker; what is timed is what the page sees.
 * @module
 */

/** @typedef {import("../shared/measure.js").Chunk} Chunk */
/** @typedef {import("../shared/setting.js").Setting} Setting */

const LIBRARY = new URL("../../dist/vae-lab.js", import.meta.url).href;

/**
 * @param {Setting} setting
 * @param {{ device: string, workers?: number }} options
 * @returns {Promise<import("../shared/measure.js").Engine>}
 */
export async function open(setting, options) {
  const { config, seed } = setting;
  const { Lab } = await import(LIBRARY);
  const lab = await Lab.create({ ...options, model: { ...config, seed } });
  if (lab.device.name !== options.device)
    throw new Error(`runs on ${lab.device.name}: ${lab.device.reason}`);
  const adapter = lab.device.adapter ? `, ${lab.device.adapter}` : "";
  return {
    about: `in its worker, ${options.device}${adapter}`,
    train: () => train(lab, setting),
    decode: (z) => lab.decode(z),
    close: () => lab.close(),
  };
}

/**
 * The records of a chunk come at once and bear one time; the clock here is the
 * page's, so that messages between page and worker count.
 * @param {any} lab
 * @param {Setting} setting
 * @returns {AsyncGenerator<Chunk, void, void>}
 */
async function* train(lab, { images, seed, batchSize, learningRate }) {
  const options = { epochs: 100_000, batchSize, seed, learningRate };
  let start = performance.now();
  let last = start;
  let losses = [];
  let of;
  for await (const record of lab.train(images, options)) {
    if (losses.length > 0 && record.ms !== of) {
      yield { losses, ms: last - start };
      start = last;
      losses = [];
    }
    of = record.ms;
    losses.push(record.objective);
    last = performance.now();
  }
}
