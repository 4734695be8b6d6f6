/**
 * What a caller is told about the device.
 * @module
 */

/**
 * @param {import("./protocol.js").Choice} choice
 * @param {string | undefined} driver The GPU in its driver's words; most
 *   browsers keep them to themselves.
 * @param {number | undefined} lostSteps Training steps undone by the loss of
 *   the device before; undefined where no run was open.
 * @returns {import("./lab-types.js").LabDevice}
 */
export function describeDevice(choice, driver, lostSteps) {
  const { name, reason } = choice;
  /** @type {import("./lab-types.js").LabDevice} */
  const device = { name, reason };
  const adapter = driver || choice.adapter;
  if (adapter) device.adapter = adapter;
  if (lostSteps !== undefined) {
    device.lostSteps = lostSteps;
    const steps = lostSteps === 1 ? "1 step" : `${lostSteps} steps`;
    device.reason += ` Training went back ${steps}, to its last snapshot.`;
  }
  return Object.freeze(device);
}
