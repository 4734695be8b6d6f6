/** Wires the page: who listens to whom. */

import { html, nothing } from "lit";
import { PANELS } from "./embed/panels.js";
import { asCode } from "./session/as-code.js";
import {
  dropRun,
  keepRun,
  recallRuns,
  toggleRun,
} from "./session/kept-runs.js";
import { offerFormers } from "./session/formers.js";
import { makeModel } from "./session/fresh-model.js";
import { forgetKept, listKept } from "./session/forgetting.js";
import { makeLookBack } from "./session/look-back.js";
import { openDigits } from "./session/opening.js";
import {
  addIncoming,
  bringFiles,
  dropAllImages,
  dropImage,
  keepDigit,
  labelImage,
} from "./session/own-images.js";
import { leftBehind, viewOf } from "./session/link.js";
import { screenOf } from "./session/screen.js";
import { Session } from "./session/session.js";
import { open, useDevice, useModel } from "./session/switching.js";
import { Tour } from "./session/tour.js";
import { cancel, loadChosen, pause, play, step } from "./session/training.js";
import { exportFile, openFile, openMade, reset } from "./session/weights.js";
import { ownDocument } from "./place.js";
import { writeAddress } from "./state.js";
import { chainOf, describeModel } from "./views/network.js";
import {
  latentAnswers,
  sampleView,
  traverseView,
} from "./views/latent-answers.js";
import { LaterCode } from "./views/later-code.js";
import { noteFirstPicture } from "./views/first-picture.js";
import { groundOf } from "./views/ground.js";
import { PageElement } from "./views/page-element.js";
import { PageFooter } from "./views/page-footer.js";
import { planeView } from "./views/plane-view.js";
import { statusOf } from "./views/phrases.js";
import { saveFile } from "./views/save-file.js";
import { shortcutOf } from "./views/shortcuts.js";
import {
  applyLanguage,
  applySubject,
  onBrowserLanguage,
} from "./views/language.js";
import { applyTheme, onSystemTheme } from "./views/theme.js";
import { tourView } from "./views/tour-view.js";
import { nameOfRun, trainView } from "./views/train-view.js";
import { LANGUAGES } from "./words/languages.js";
import { allowedText, spoken, words } from "./words/words.js";
import "./views/drop-zone.js";
import { FlowStage } from "./views/flow-stage.js";
import { LabDock } from "./views/lab-dock.js";
import "./views/page-notices.js";
import "./views/top-bar.js";
import "./views/tour-card.js";

/**
 * @typedef {import("./views/page-element.js").Requests} Requests
 * @typedef {keyof ReturnType<typeof import("./views/workshop-whole.js").workshopAnswers>} WorkshopRequest
 */

/** Before there is a model; one list, which does not look new at each look. @type {import("./views/flow-parts.js").FlowScene["layers"]} */
const NO_LAYERS = [];
/** Keys for what an embedded page does not have. @type {Set<string>} */
const ABROAD = new Set(["tour", "keys"]);

/** Browsers refuse an address that changes more often than thrice a second. */
const WRITE_MS = 400;
/** Letters of a refused value that tell which it is. */
const TOLD = 40;

/** @param {string} text */
const shortened = (text) =>
  text.length > TOLD ? `${text.slice(0, TOLD)}…` : text;

export class LabPage extends PageElement {
  #frame = 0;
  /** Whether the address is about to be written. */
  #writing = false;
  /** The settings as the address says them. @type {unknown} */
  #written = null;
  #snippet = () => {
    const screen = screenOf(this.session);
    return (
      screen && asCode(screen, this.#workshop.code?.makeLines(this.session))
    );
  };
  /** @returns {import("./views/share-note.js").Shared | null} */
  #shared = () => {
    const { session } = this;
    if (session.phase !== "ready") return null;
    const { origin, pathname, hash } = location;
    const search = this.#address({ whole: true });
    return {
      link: origin + pathname + search + hash,
      left: leftBehind(session),
    };
  };
  /** Most visits never ask for it. */
  #workshop = new LaterCode(
    () =>
      import(/* webpackChunkName: "workshop" */ "./views/workshop-whole.js"),
    (code) => {
      if (code) this.#listen(code.workshopAnswers(this.session));
      this.#soon();
    },
  );
  #panels = new LaterCode(
    () => import(/* webpackChunkName: "panels" */ "./views/later-panels.js"),
    () => this.#soon(),
  );
  /** The picture that was painted last of those that a hand steers. @type {import("./session/line.js").Picture | null} */
  #steered = null;
  /** The class that a control points at. @type {number | null} */
  #highlight = null;
  /** Whether everything was begun: an element may be taken out and put back. */
  #begun = false;
  #away = new AbortController();
  /** Whether the dock is seen; of an embedded page it may not be. */
  up = true;

  /** @param {import("./place.js").Place} [place] */
  constructor(place = ownDocument()) {
    super();
    this.place = place;
    const { settings, refused } = place.given;
    this.session = new Session(settings);
    this.session.create = place.create ?? null;
    this.session.sparing = place.embedded !== null;
    /** In a part of somebody else's page: which panels there are. */
    this.embedded = place.embedded;
    if (this.embedded) this.embed(this.embedded);
    this.tour = new Tour(this.session);
    if (refused.length > 0) {
      this.session.ignore(() =>
        refused
          .map(({ name, text, allowed }) =>
            words.errors.address(name, shortened(text), allowedText(allowed)),
          )
          .join(" "),
      );
    }
    this.session.addEventListener("change", () => {
      this.#paintSteered();
      this.#soon();
    });
    this.#listen(this.#answers());
  }

  /** @param {Record<string, (detail: never) => void>} answers by what is asked */
  #listen(answers) {
    for (const [type, answer] of Object.entries(answers)) {
      this.addEventListener(type, (event) =>
        answer(/** @type {CustomEvent<never>} */ (event).detail),
      );
    }
  }

  connectedCallback() {
    super.connectedCallback();
    const { session, place } = this;
    this.classList.toggle("embedded", this.embedded !== null);
    this.#away = new AbortController();
    const { signal } = this.#away;
    this.#speak();
    onBrowserLanguage(() => this.#speak(), signal);
    const dress = () => applyTheme(session.settings.theme, place.root);
    dress();
    onSystemTheme(dress, signal);
    groundOf(this).addEventListener(
      "keydown",
      (event) => this.#key(/** @type {KeyboardEvent} */ (event)),
      { signal },
    );
    if (!this.#begun) this.#begin();
    this.#begun = true;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#away.abort();
  }

  #begin() {
    const { session } = this;
    void open(session).then(() => this.#write());
    void noteFirstPicture(session).then(() => {
      void openDigits(session);
      this.#panels.open();
    });
    if (this.embedded) return;
    void offerFormers(session);
    void session.recallDrawings();
    void recallRuns(session);
    void this.tour.recallBefore();
    void session.sets.list();
  }

  /**
   * Shows these panels, and no others.
   *
   * @param {import("./embed/panels.js").Shown} shown
   */
  embed(shown) {
    this.embedded = shown;
    const [first] = shown.panels;
    const { dock } = this.session.settings;
    if (first && !shown.panels.includes(dock))
      this.session.set({ dock: first });
    this.#raise(shown.up);
  }

  /** @param {import("./state.js").Settings["dock"]} dock */
  #arrival(dock) {
    const later = {
      workshop: this.#workshop,
      traverse: this.#panels,
      data: this.#panels,
      train: null,
      sample: null,
    }[dock];
    if (!later || later.code) return "there";
    return later.failed ? "failed" : "coming";
  }

  /** @param {boolean} up whether an embedded page shows its dock */
  #raise(up) {
    if (!this.embedded) return this.#dock?.draw(up);
    this.up = up && this.embedded.panels.length > 0;
    if (this.up) void this.session.sets.list();
    this.requestUpdate();
  }

  /**
   * What each request of a view leads to, but those of the workshop's panel.
   *
   * @returns {{ [T in Exclude<keyof Requests, WorkshopRequest>]: (detail: Requests[T]) => void }}
   */
  #answers() {
    const { session } = this;
    return {
      ...latentAnswers(session, this),
      set: (change) => this.#set(change),
      draw: (input) => session.put(input),
      pick: (index) => session.pick(index),
      "tell-label": (label) => session.tellLabel(label),
      "clear-pad": () => session.put(null),
      "keep-digit": () => keepDigit(session),
      "drop-digit": (id) => dropImage(session, id),
      highlight: (digit) => this.#point(digit),
      "new-samples": () => this.#newSamples(),
      "run-play": () => play(session),
      "run-pause": () => pause(session),
      "run-cancel": () => void cancel(session),
      "run-reset": () => void this.#andWrite(reset(session)),
      ...this.#trainingAnswers(),
      "reload-page": () => location.reload(),
      "list-kept": () => void listKept(session),
      "forget-kept": async () => {
        if (await forgetKept(session)) location.reload();
      },
      "open-made": (id) => void this.#andWrite(openMade(session, id)),
      "save-file": () => void this.#save(),
      "save-shown": async (file) =>
        (await this.#saving())?.saveShown(session, this, file),
      "save-codes": async ({ file, set }) =>
        (await this.#saving())?.saveCodes(session, file, set),
      "cancel-codes": () => session.coding?.control.abort(),
      "open-file": (file) => void this.#andWrite(openFile(session, file)),
      "use-device": (device) => void this.#useDevice(device),
      "use-model": (name) => void this.#useModel(name),
      steer: (z) => session.steer(z),
      tile: (tiling) => session.map.manifold.look(tiling),
      "look-at": (aim) => session.map.look(aim),
      "fit-map": () => session.map.fit(),
      "bring-files": (files) =>
        void bringFiles(session, files, () => this.#set({ dock: "data" })),
      "stop-bringing": () => session.incoming.stop(),
      "wish-incoming": (change) => session.incoming.wish(change),
      "drop-incoming": (id) => session.incoming.drop(id),
      "clear-incoming": () => session.incoming.clear(),
      "add-incoming": () => addIncoming(session),
      "label-digit": (change) => labelImage(session, change),
      "drop-all-digits": () => dropAllImages(session),
      "tour-go": (at) => void this.#andWrite(this.tour.go(at)),
      "tour-toggle": () => void this.#andWrite(this.tour.toggle()),
      "draw-sheet": (up) => this.#raise(up),
      "see-made": () => void this.#dock?.seeMade(),
      "tour-show": () => void this.#andWrite(this.tour.show()),
      "tour-back": () => void this.#andWrite(this.tour.bringBack()),
      retry: () => void open(session),
      "retry-digits": () => void openDigits(session),
      dismiss: (id) => this.#dismiss(id),
    };
  }

  /**
   * A notice goes when its way back was taken, too: that may change settings.
   *
   * @param {number} id
   */
  #dismiss(id) {
    this.session.dismiss(id);
    this.#write();
  }

  #trainingAnswers() {
    const { session } = this;
    const { look, latest, goOn } = makeLookBack(session);
    return {
      "run-step": () => step(session),
      "load-data": () => void loadChosen(session),
      "cancel-data": () => session.sets.cancel(),
      "make-model": (/** @type {Requests["make-model"]} */ wanted) =>
        void this.#andWrite(makeModel(session, wanted)),
      look: (/** @type {import("./session/snapshots.js").Which} */ which) =>
        look(which),
      "look-latest": () => latest(),
      "go-on": () => goOn(),
      "keep-run": () => keepRun(session, nameOfRun(session)),
      "toggle-run": (/** @type {number} */ id) => toggleRun(session, id),
      "drop-run": (/** @type {number} */ id) => dropRun(session, id),
    };
  }

  /** @param {Promise<void>} work that may change the settings */
  async #andWrite(work) {
    await work;
    this.#write();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { session } = this;
    const meant = shortcutOf(event);
    if (!meant || session.settings.shortcuts === "off") return;
    const running = session.run?.phase === "running";
    const { panels = PANELS } = this.embedded ?? {};
    const isPanel = PANELS.some((panel) => panel === meant);
    if (isPanel && !panels.some((panel) => panel === meant)) return;
    if (this.embedded && ABROAD.has(meant)) return;
    const answers = {
      play: () => (running ? pause(session) : play(session)),
      samples: () => this.#newSamples(),
      keep: () => keepDigit(session),
      train: () => this.#set({ dock: "train" }),
      sample: () => this.#set({ dock: "sample" }),
      data: () => this.#set({ dock: "data" }),
      traverse: () => this.#set({ dock: "traverse" }),
      workshop: () => this.#set({ dock: "workshop" }),
      tour: () => void this.#andWrite(this.tour.toggle()),
      keys: () => this.#footer?.toggleKeys(),
    };
    answers[meant]();
    if (isPanel && this.embedded) this.#raise(true);
    event.preventDefault();
  }

  /** @param {Requests["set"]} change */
  #set(change) {
    this.session.set(change);
    this.#write();
    if (change.theme) applyTheme(change.theme, this.place.root);
    if (change.language) this.#speak();
  }

  /** A language that cannot be had: the page goes on in the one it speaks. */
  #speak() {
    const { language } = this.session.settings;
    applyLanguage(language, this, this.place).catch(() => {
      const { name } = LANGUAGES[language === "auto" ? "zh" : language];
      this.session.tell(() => words.errors.language(name));
      if (language !== "auto") this.#set({ language: spoken });
    });
  }

  get #dock() {
    const dock = this.querySelector(LabDock.tag);
    return dock instanceof LabDock ? dock : null;
  }

  get #footer() {
    const footer = this.querySelector(PageFooter.tag);
    return footer instanceof PageFooter ? footer : null;
  }

  #newSamples() {
    this.session.newSamples();
    this.#write();
  }

  /** @param {Requests["use-device"]} device */
  async #useDevice(device) {
    const moved = useDevice(this.session, device);
    this.#write();
    await moved;
    this.#write();
  }

  /** @param {Requests["use-model"]} name */
  async #useModel(name) {
    const opened = useModel(this.session, name);
    this.#write();
    await opened;
    this.#write();
  }

  /** @param {{ whole?: boolean }} [how] for another visitor */
  #address(how) {
    const { session } = this;
    const seen = { ...session.settings, ...viewOf(session, how) };
    return writeAddress(seen, location.search);
  }

  /** What is seen changes all the time: the address says it when it can. */
  #writeSoon() {
    if (this.#writing) return;
    this.#writing = true;
    setTimeout(() => {
      this.#writing = false;
      this.#write();
    }, WRITE_MS);
  }

  #write() {
    this.#written = this.session.settings;
    this.place.write({ ...this.session.settings, ...viewOf(this.session) });
  }

  /** @param {number | null} digit */
  #point(digit) {
    this.#highlight = digit;
    this.#soon();
  }

  /** Fetched when it is first asked for. */
  async #saving() {
    try {
      return await import(/* webpackChunkName: "saving" */ "./views/saving.js");
    } catch {
      this.session.ignore(() => words.saving.unfetched);
    }
  }

  async #save() {
    const file = await exportFile(this.session);
    if (file) saveFile(file.name, file.bytes);
  }

  /** What a hand moves follows it at once, and does not wait for the frame. */
  #paintSteered() {
    const { picture } = this.session.line;
    if (!picture?.steered || picture === this.#steered) return;
    this.#steered = picture;
    const stage = this.querySelector("flow-stage");
    if (stage instanceof FlowStage) stage.showOutput(picture.output);
  }

  /** A training run changes a hundred things a second; a frame shows them once. */
  #soon() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      // The session changes them too: a prior is fitted, or dropped.
      if (this.#written !== this.session.settings) this.#write();
      this.#writeSoon();
      applySubject(this.session.digitsOf, this);
      this.requestUpdate();
    });
  }

  firstUpdated() {
    // Where a narrow page has it as a sheet: all of it.
    if (this.embedded) this.#dock?.draw(true);
  }

  willUpdate() {
    const { dock } = this.session.settings;
    if (dock === "workshop" && this.up) this.#workshop.open();
  }

  /** @returns {import("./views/data-panel.js").DataView} */
  dataView() {
    const { mine, incoming, digitsOf } = this.session;
    const { images, refusals, wishes, leftOut, busy, ready } = incoming;
    return {
      ...{ mine, digitsOf, images, wishes, leftOut, busy },
      ready: ready.length,
      refusals: refusals.list,
    };
  }

  topBar() {
    // Why the run's own Lab is where it is, also while another shows its past.
    const { lab, aside, model, settings, progress, phase } = this.session;
    return html`<top-bar
      .model=${model}
      .card=${this.session.card}
      .kind=${lab ? describeModel(lab.config) : ""}
      .layers=${lab ? chainOf(lab.config) : ""}
      .parameters=${lab?.summary().parameters ?? 0}
      .device=${(aside?.lab ?? lab)?.device ?? null}
      .settings=${settings}
      .progress=${progress}
      .phase=${phase}
      .snippet=${this.#snippet}
      .shared=${this.#shared}
      .embedded=${this.embedded && { up: this.up, dock: this.embedded.panels.length > 0 }}
    ></top-bar>`;
  }

  render() {
    const { session } = this;
    const { line, map, digits, digitsFailure, lab, notices, settings } =
      session;
    const { embedded } = this;
    this.classList.toggle("dock-up", embedded !== null && this.up);
    return html`${this.topBar()}
      <page-notices
        .notices=${notices}
        .failure=${session.failure}
        .named=${session.settings.device !== "auto"}
      ></page-notices>
      <flow-stage
        role=${embedded ? "group" : "main"}
        aria-label=${words.line}
        .config=${lab?.config ?? null}
        .modelLayers=${lab?.summary().layers ?? NO_LAYERS}
        .label=${line.label}
        .input=${line.input}
        .reading=${line.reading}
        .picture=${line.picture}
        .nats=${line.nats}
        .map=${map.value}
        .plane=${planeView(session)}
        .digits=${digits}
        .digitsOf=${session.digitsOf}
        .digitsFailure=${digitsFailure}
        .output=${session.settings.output}
        .highlight=${this.#highlight}
      ></flow-stage>
      <lab-dock
        .train=${trainView(session)}
        .sample=${settings.dock === "sample" ? sampleView(session) : null}
        .traverse=${settings.dock === "traverse" ? traverseView(session) : null}
        .ready=${session.phase === "ready"}
        .data=${session.settings.dock === "data" ? this.dataView() : null}
        .workshop=${settings.dock === "workshop" ? (this.#workshop.code?.workshopView(session) ?? null) : null}
        .arrival=${this.#arrival(settings.dock)}
        .panels=${embedded?.panels ?? PANELS}
        ?hidden=${embedded !== null && !this.up}
      ></lab-dock>
      ${embedded ? nothing : this.aroundPage()}
      <p class="unseen" role="status">${statusOf(session)}</p>`;
  }

  /** What only a page of its own has room for. */
  aroundPage() {
    const { session } = this;
    return html`<drop-zone></drop-zone>
      <tour-card .view=${tourView(session, this.tour)}></tour-card>
      <page-footer
        .shortcuts=${session.settings.shortcuts === "on"}
        .offline=${session.offline}
        .kept=${session.keptList}
      ></page-footer>`;
  }
}
