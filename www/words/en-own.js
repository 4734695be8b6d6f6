/** The user's own images. */

import { count, plural } from "./numbers.js";
import { clothes } from "./en-terms.js";

export const own = {
  title: "Your images",
  bring: "Bring your own images",
  what: "Drop files anywhere on this page, or paste a picture with Ctrl V: PNG, JPEG, WebP, and whole sets as IDX or NPY, also gzipped.",
  example:
    "Drop images here, for instance a photo of a digit on paper: it is cropped, inverted and centred, and you see the 28 × 28 pixels before they are added.",
  choose: "Choose files…",
  camera: "Camera",
  private: "Nothing leaves your browser.",
  proof:
    "Your files are read by this page itself and no request carries them: it works offline just as well.",
  drop: "Drop them anywhere",
  dropHint:
    "Pictures, image sets (IDX, NPY), or a weights file. They are read here and sent nowhere.",
  onLine: "your image",
  oneModel: (/** @type {string} */ name) =>
    `One model at a time: “${name}” is opened, the other weights files are not.`,
  full: (/** @type {number} */ most) =>
    `${count(most)} images of your own are kept at most. Remove some first.`,
  notKept: (/** @type {string} */ message) =>
    `${message} Your images stay for this visit, but not after a reload. Remove some, or free space in the browser's settings.`,
  added: (/** @type {number} */ images) =>
    `${plural(images, "image")} added. Choose “My digits” in the Train panel to learn from them.`,
  dropped: "One image of yours was removed.",
  droppedAll: (/** @type {number} */ images) =>
    `${plural(images, "image")} of yours removed.`,
  reading: (/** @type {number} */ done, /** @type {number} */ total) =>
    `Reading file ${count(Math.min(total, Math.floor(done) + 1))} of ${count(total)}`,
  preparing: (/** @type {number} */ done, /** @type {number} */ total) =>
    `Prepared ${count(done)} of ${count(total)} images`,
  progress: "Progress of bringing in images",
  stop: "Stop",
  add: (/** @type {number} */ images) => `Add ${plural(images, "image")}`,
  clear: "Put away",
  line: "Put on the line",
  preview: "Before they are added",
  source: (/** @type {string} */ name) => `${name}, in grey`,
  seen: (/** @type {string} */ name) => `${name}, as the model will see it`,
  blank: "nothing but paper",
  waiting: "waiting",
  remove: (/** @type {string} */ name) => `Remove ${name}`,
  shown: (
    /** @type {number} */ first,
    /** @type {number} */ last,
    /** @type {number} */ all,
  ) => `${count(first)}–${count(last)} of ${count(all)}`,
  earlier: "Earlier",
  later: "Later",
  leftOut: (/** @type {number} */ images, /** @type {number} */ most) =>
    `${plural(images, "more is", "more are")} left out: ${count(most)} images of your own are kept at most.`,
  refused: (
    /** @type {number} */ files,
    /** @type {string[]} */ names,
    /** @type {string} */ message,
  ) => {
    const more = files > names.length ? ", …" : "";
    const first = files > 1 ? "The first: " : "";
    return `${plural(files, "file")} refused (${names.join(", ")}${more}). ${first}${message}`;
  },
  settingsOf: (/** @type {number} */ images) =>
    images === 1 ? "For this image" : `For all ${count(images)} images`,
  settingsOne: (/** @type {string} */ name) => `For ${name} alone`,
  toAll: "For all instead",
  ink: "Ink",
  polarity: {
    auto: "Auto",
    dark: "Dark on light",
    light: "Light on dark",
  },
  fitTitle: "Size",
  fit: { auto: "Auto", centre: "Crop and centre", whole: "As it is" },
  made: {
    dark: "inverted",
    light: "not inverted",
    centre: "cropped and centred",
    whole: "as it is",
  },
  threshold: "Paper shade",
  thresholdAt: (/** @type {number} */ part) =>
    `ink fainter than ${Math.round(100 * part)} % is paper`,
  thresholdAuto: "found for each image",
  thresholdReset: "Find it again",
  label: "Class",
  older: (/** @type {number} */ images) =>
    `${plural(images, "older one is", "older ones are")} in the Data panel.`,
  noLabel: "none",
  mixed: "as they came",
  class: (
    /** @type {"mnist" | "fashion"} */ set,
    /** @type {number} */ label,
  ) => (set === "fashion" ? (clothes[label] ?? String(label)) : String(label)),
  labelOf: (/** @type {number} */ place) => `Class of your image ${place}`,
  toLine: (/** @type {number} */ place) =>
    `Put your image ${place} on the line`,
  removeAll: "Remove all",
  none: "None yet: what you add here, or keep from the drawing pad, stands here.",
  cameraTitle: "Camera",
  cameraHint: "Fill the square with one digit on plain paper.",
  take: "Take",
  cameraClose: "Close the camera",
  cameraWaiting: "Waiting for the camera. Your browser may ask you first.",
  cameraFailed: {
    "camera-refused":
      "The camera was refused. Allow it for this page in the browser's settings, or choose a photo as a file.",
    "camera-missing":
      "No camera was found. Connect one, or choose a photo as a file.",
    "camera-busy":
      "The camera cannot be used: another program may have it. Close that, or choose a photo as a file.",
    "camera-unavailable":
      "This browser gives this page no camera: it wants a secure address (https). Choose a photo as a file instead.",
  },
  photo: (/** @type {number} */ place) => `photo ${place}`,
  pasted: "pasted picture",
};
