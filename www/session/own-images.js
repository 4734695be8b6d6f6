/** What is done with the user's own images: brought, added, named, removed. */

import { words } from "../words/words.js";
import { MOST_OWN } from "./incoming.js";
import { isConditional } from "./labels.js";
import { openFile } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").DrawnDigit} DrawnDigit
 */

/**
 * Reads files of any kind: images are shown before they are added, weights are
 * opened as the model's.
 *
 * @param {Session} session
 * @param {File[]} files
 * @param {() => void} show brings what comes of them into view
 */
export async function bringFiles(session, files, show) {
  if (files.length === 0) return;
  const { incoming } = session;
  if (!files.every(({ name }) => /\.safetensors$/i.test(name))) show();
  try {
    const room = Math.max(0, MOST_OWN - session.mine.length);
    const [first, ...more] = await incoming.bring(files, room);
    if (!first) return;
    if (more.length > 0) session.tell(() => words.own.oneModel(first.name));
    await openFile(session, first);
  } catch (error) {
    session.fail(error);
  }
}

/** @param {Session} session keeps the digit on the line among the user's own */
export function keepDigit(session) {
  const { lab, line, mine } = session;
  if (!line.input) return;
  if (mine.length >= MOST_OWN) {
    return session.tell(() => words.own.full(MOST_OWN));
  }
  const { pixels, label: known } = line.input;
  const label = isConditional(lab) ? line.label : known;
  setOwn(session, [...mine, { id: nextId(), pixels, label }]);
}

/** @param {Session} session adds what is ready to the user's own images */
export function addIncoming(session) {
  const { incoming } = session;
  if (incoming.busy) return;
  const room = Math.max(0, MOST_OWN - session.mine.length);
  const ready = incoming.ready.slice(0, room);
  if (ready.length === 0) return;
  const first = nextId();
  const added = ready.map(({ made, label }, i) => {
    const digit = { id: first + i, pixels: made?.pixels ?? new Uint8Array() };
    return label === undefined ? digit : { ...digit, label };
  });
  setOwn(session, [...session.mine, ...added]);
  incoming.clear();
  session.tell(() => words.own.added(added.length));
}

/**
 * @param {Session} session
 * @param {{ id: number, label: number | null }} change
 */
export function labelImage(session, { id, label }) {
  setOwn(
    session,
    session.mine.map((digit) =>
      digit.id === id ? { ...digit, label: label ?? undefined } : digit,
    ),
  );
}

/**
 * @param {Session} session
 * @param {number} id
 */
export function dropImage(session, id) {
  const at = session.mine.findIndex((digit) => digit.id === id);
  if (at < 0) return;
  const gone = session.mine[at];
  setOwn(session, session.mine.toSpliced(at, 1));
  session.tell(() => words.own.dropped, {
    undo: () => setOwn(session, withBack(session, [gone], at)),
  });
}

/** @param {Session} session */
export function dropAllImages(session) {
  const former = session.mine;
  if (former.length === 0) return;
  setOwn(session, []);
  session.tell(() => words.own.droppedAll(former.length), {
    undo: () => setOwn(session, withBack(session, former, 0)),
  });
}

/**
 * The images with those that were gone back in their place; ids that were given
 * anew meanwhile give way.
 *
 * @param {Session} session
 * @param {DrawnDigit[]} back
 * @param {number} at
 */
function withBack({ mine }, back, at) {
  const taken = new Set(back.map(({ id }) => id));
  let free = Math.max(0, ...taken, ...mine.map(({ id }) => id)) + 1;
  const others = mine.map((digit) =>
    taken.has(digit.id) ? { ...digit, id: free++ } : digit,
  );
  return others.toSpliced(at, 0, ...back).slice(0, MOST_OWN);
}

/** Other tabs give ids too, and all are kept together. */
const nextId = () => Math.floor(Math.random() * 2 ** 52);

/**
 * @param {Session} session
 * @param {DrawnDigit[]} mine
 */
function setOwn(session, mine) {
  session.mine = mine;
  session.changed();
  session.keepMine();
}
