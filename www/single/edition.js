/** What the page in one file offers of all that the page could. */

import { CHOICES } from "./contents.js";
import { answerOf } from "./inside.js";

export const IN_ONE_FILE = true;

/** @type {Partial<Record<string, string[]>>} */
const kept = CHOICES;

/** @type {<T extends string>(setting: string, choices: readonly T[]) => readonly T[]} */
export const offered = (setting, choices) =>
  choices.filter((choice) => kept[setting]?.includes(choice) ?? true);

/** @type {Map<string, string>} */
const addresses = new Map();

/**
 * A text is unpacked when its link is made, and can be read from then on.
 *
 * @type {(url: URL, changed: () => void) => string}
 */
export function addressOf({ href }, changed) {
  const known = addresses.get(href);
  if (known !== undefined) return known;
  addresses.set(href, "");
  void answerOf(new URL(href))
    ?.text()
    .then((text) => {
      const type = "text/plain;charset=utf-8";
      addresses.set(href, URL.createObjectURL(new Blob([text], { type })));
      changed();
    });
  return "";
}
