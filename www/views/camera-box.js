/** The camera's picture, live and square, and a button that takes it. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/** Pixels of a photo's side: many times the model's 28. */
const SIDE = 640;

/** @typedef {keyof typeof words.own.cameraFailed} CameraFailure */

/** @type {Record<string, CameraFailure>} */
const FAILURES = {
  NotAllowedError: "camera-refused",
  SecurityError: "camera-refused",
  NotFoundError: "camera-missing",
  OverconstrainedError: "camera-missing",
};

export class CameraBox extends PageElement {
  static properties = {
    live: { state: true },
    failure: { state: true },
  };

  constructor() {
    super();
    /** Whether a picture is there. */
    this.live = false;
    /** @type {CameraFailure | null} */
    this.failure = null;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.taken = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    void this.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  async start() {
    const devices = navigator.mediaDevices;
    if (!devices?.getUserMedia) {
      this.failure = "camera-unavailable";
      return;
    }
    try {
      const video = { facingMode: "environment" };
      this.stream = await devices.getUserMedia({ video, audio: false });
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      this.failure = FAILURES[name] ?? "camera-busy";
      return;
    }
    // Closed while the browser was asking.
    if (!this.isConnected) return this.stop();
    await this.updateComplete;
    const video = this.querySelector("video");
    if (video) video.srcObject = this.stream;
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.live = false;
  }

  /** The square in the middle, as it is seen, as a file like any other. */
  take() {
    const video = this.querySelector("video");
    if (!video) return;
    const side = Math.min(video.videoWidth, video.videoHeight);
    const left = (video.videoWidth - side) / 2;
    const top = (video.videoHeight - side) / 2;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.min(SIDE, side);
    const to = canvas.width;
    canvas
      .getContext("2d")
      ?.drawImage(video, left, top, side, side, 0, 0, to, to);
    this.taken += 1;
    const name = words.own.photo(this.taken);
    canvas.toBlob((blob) => {
      if (!blob) return;
      this.ask("bring-files", [new File([blob], name, { type: blob.type })]);
    });
  }

  close() {
    this.dispatchEvent(new CustomEvent("close-camera"));
  }

  render() {
    const { own, errors } = words;
    const { failure } = this;
    return html`<section class="camera" aria-label=${own.cameraTitle}>
      ${
        failure
          ? html`<p role="alert">
              ${own.cameraFailed[failure]}
              <small>${errors.code} ${failure}</small>
            </p>`
          : html`<video
              autoplay
              muted
              playsinline
              @loadeddata=${() => (this.live = true)}
            ></video>`
      }
      <div>
        ${
          failure
            ? nothing
            : html`<p class="hint" role="status">
                ${this.live ? own.cameraHint : own.cameraWaiting}
              </p>`
        }
        <div class="transport">
          ${
            failure
              ? nothing
              : html`<button
                  type="button"
                  class="primary"
                  ?disabled=${!this.live}
                  @click=${this.take}
                >
                  ${own.take}
                </button>`
          }
          <button type="button" @click=${this.close}>${own.cameraClose}</button>
        </div>
      </div>
    </section>`;
  }
}
customElements.define("camera-box", CameraBox);
