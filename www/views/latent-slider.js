/** One latent dimension: its name, its KL, a slider over its posterior. */

import { html } from "lit";
import { styled } from "./styled.js";
import { live } from "lit/directives/live.js";
import { words } from "../words/words.js";

/** A slider reaches this far from 0 both ways: four deviations of the prior. */
export const EXTENT = 4;
const STEP = 0.05;

/**
 * @typedef {object} LatentRow
 * @property {number} dimension from 0
 * @property {string} name
 * @property {"upper" | "lower" | null} level of a ladder
 * @property {number | null} kl nats; null before it was measured
 * @property {number} digits how many it is the mean of
 * @property {number} value
 * @property {number} [mean] of the posterior of the digit on the line
 * @property {number} [deviation]
 */

/**
 * Where a value stands on the track, in percent from its left end.
 *
 * @param {number} value
 */
export function placeOf(value) {
  const inside = Math.max(-EXTENT, Math.min(EXTENT, value));
  return (100 * (inside + EXTENT)) / (2 * EXTENT);
}

/**
 * @param {LatentRow} row
 * @returns {Record<string, string>} the posterior's bar, as CSS custom properties
 */
function cloudOf({ mean, deviation }) {
  if (mean === undefined || deviation === undefined) return {};
  const [low, high] = [placeOf(mean - deviation), placeOf(mean + deviation)];
  const at = (/** @type {number} */ place) => `${place.toFixed(2)}%`;
  return {
    "--low": at(low),
    "--wide": at(high - low),
    "--mean": at(placeOf(mean)),
  };
}

/**
 * @param {LatentRow} row
 * @param {{ moved: (value: number) => void, touched: () => void, released: () => void }} acts
 */
export function latentSlider(row, { moved, touched, released }) {
  const { traverse } = words;
  const { name, level, kl, digits, value, mean, deviation } = row;
  const measured = kl === null ? "" : traverse.klTitle(kl, digits);
  const full = level ? `${name} ${traverse.levels[level]}` : name;
  return html`<li class="latent-row ${mean === undefined ? "no-cloud" : ""}">
    <span class="latent-name"
      >${name} <small>${level ? traverse.levels[level] : ""}</small></span
    >
    <span class="latent-kl" title=${measured}
      >${kl === null ? "–" : traverse.kl(kl)}</span
    >
    <span class="latent-track" ${styled(cloudOf(row))}>
      <span class="latent-cloud" aria-hidden="true"></span>
      <input
        type="range"
        min=${-EXTENT}
        max=${EXTENT}
        step=${STEP}
        data-dimension=${row.dimension}
        aria-label=${traverse.slider(full, kl)}
        aria-valuetext=${traverse.spoken(value, mean, deviation)}
        .value=${live(String(nearestStep(value)))}
        @focus=${touched}
        @pointerdown=${touched}
        @input=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLInputElement) moved(Number(target.value));
        }}
      />
    </span>
    <span class="latent-value">${traverse.value(value)}</span>
    <button
      type="button"
      class="plain"
      title=${traverse.backName(full)}
      aria-label=${traverse.backName(full)}
      ?disabled=${Math.abs(value - (mean ?? 0)) < 1e-6}
      @click=${released}
    >
      ${traverse.back}
    </button>
  </li>`;
}

/**
 * As the browser would round it: `live` compares with what the slider says.
 *
 * @param {number} value
 */
function nearestStep(value) {
  const inside = Math.max(-EXTENT, Math.min(EXTENT, value));
  return Number((Math.round(inside / STEP) * STEP).toFixed(2));
}
