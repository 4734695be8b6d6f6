/**
 * Fresh weights of the net that the address names, sent to the page around.
 * @module
 */
import { loadWorkload } from "../shared/setting.js";

const LIBRARY = new URL("../../dist/vae-lab.js", import.meta.url).href;

async function make() {
  const { Lab } = await import(LIBRARY);
  const { nets, seed } = await loadWorkload();
  const net = new URLSearchParams(location.search).get("net") ?? "";
  const model = { ...nets[net].config, seed };
  const lab = await Lab.create({ device: "flex", model });
  const weights = await lab.exportWeights();
  lab.close();
  return { weights };
}

const message = await make().catch((error) => ({ error: String(error) }));
window.parent.postMessage(message, location.origin);
