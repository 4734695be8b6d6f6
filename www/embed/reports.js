/** Tells the host page what happens in an element: events that bubble out of it. */

import { errorText } from "../words/words.js";
import { asError } from "../session/errors.js";

/**
 * @param {import("../session/session.js").Session} session
 * @param {HTMLElement} host
 * @param {(failed: boolean) => void} failing whether there is nothing to see
 */
export function reports(session, host, failing) {
  /** @param {string} type @param {unknown} detail */
  const tell = (type, detail) =>
    host.dispatchEvent(
      new CustomEvent(type, { detail, bubbles: true, composed: true }),
    );
  let lab = session.lab;
  let { last } = session.run ?? { last: null };
  let { settings, failure } = session;
  let input = session.line.input;
  let told = 0;
  const look = () => {
    if (session.failure !== failure) {
      failure = session.failure;
      // What was open before stays to be seen.
      failing(failure !== null && session.lab === null);
      if (failure) {
        const { code = "unexpected", message } = asError(failure);
        tell("error", { code, message: errorText({ code, message }) });
      }
    }
    for (const { id, tone, code, text } of session.notices)
      if (id > told) {
        told = id;
        if (tone === "error")
          tell("error", { code: code ?? "unexpected", message: text });
      }
    if (session.lab && session.lab !== lab) {
      const first = lab === null;
      lab = session.lab;
      const { name } = session.model;
      if (first) tell("ready", { model: name, device: lab.device.name });
    }
    if (session.run?.last && session.run.last !== last) {
      last = session.run.last;
      tell("step", { ...last });
    }
    if (session.settings !== settings || session.line.input !== input) {
      const changed = Object.entries(session.settings).filter(
        ([name, value]) =>
          settings[/** @type {keyof typeof settings} */ (name)] !== value,
      );
      const drawn = session.line.input !== input;
      settings = session.settings;
      input = session.line.input;
      if (changed.length > 0 || drawn)
        tell("change", {
          settings: Object.fromEntries(changed),
          input: input && { kind: input.kind, label: input.label },
        });
    }
  };
  session.addEventListener("change", look);
  look();
}
