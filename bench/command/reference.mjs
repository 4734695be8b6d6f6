/**
 * Has the reference's losses made again, by Python.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, Stop } from "../../scripts/steps.mjs";
import { netOf } from "../shared/net.js";

export function makeReference() {
  const folder = join(root, "bench");
  const { nets } = JSON.parse(
    readFileSync(join(folder, "workload.json"), "utf8"),
  );
  const layers = Object.entries(nets).map(([name, { config }]) => [
    name,
    netOf(config),
  ]);
  const { status } = spawnSync(
    "python3",
    [join(folder, "reference", "losses.py")],
    {
      input: JSON.stringify(Object.fromEntries(layers)),
      stdio: ["pipe", "inherit", "inherit"],
    },
  );
  if (status !== 0)
    throw new Stop("The reference was not made: it needs Python and numpy.");
}
