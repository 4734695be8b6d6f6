/**
 * The element <vae-lab>: next to nothing until it comes into view, then the
 * views, and in them a Lab.
 * @module
 */

/** Begun before it is seen: a reader who scrolls finds it there. */
const MARGIN = "200px";
const ATTRIBUTES = ["model", "panels", "device", "seed", "theme", "language"];
/** What any element may have, beside those that begin with data-, aria- or on. */
const GLOBAL =
  /^(class|style|id|slot|part|title|lang|dir|hidden|role|tabindex|inert|translate|draggable|is|nonce|exportparts|itemprop|itemscope|itemtype|autofocus|accesskey|popover|contenteditable|spellcheck|data-.*|aria-.*|on.*|:.*|@.*|v-.*|_.*)$/;

const STYLE = `
:host { display: block; height: 420px; min-width: min(100%, 300px); }
:host([hidden]) { display: none; }
.whole { display: flex; flex-direction: column; height: 100%; }
.place { all: initial; direction: ltr; display: block; flex: 1 1 420px; min-height: 0; }
@media (max-width: 560px) { :host { height: 800px; } .place { flex-basis: 800px; } }
.place:empty, .before[hidden] { display: none; }
.said { all: initial; direction: ltr; display: block; margin: 0 0 8px; padding: 8px 12px;
  border: 1px solid currentColor; border-left: 4px solid #a2282c; border-radius: 4px;
  color: #24282d; background: #fbfaf7; font: 14px/1.4 system-ui, sans-serif; }
.said small { font-size: 12px; white-space: nowrap; }
`;

/** Defines the element, where there are elements and it is not defined yet. */
export function defineElement() {
  if (typeof customElements === "undefined" || customElements.get("vae-lab"))
    return;
  customElements.define("vae-lab", elementClass());
}

/** A class of its own for each call: outside a page there is none to extend. */
function elementClass() {
  /** Attributes that were warned of: once is enough. @type {Set<string>} */
  const warned = new Set();
  /** @type {CSSStyleSheet | undefined} */
  let style;

  /** @param {string} name */
  const warnOf = (name) => {
    if (warned.has(name) || GLOBAL.test(name) || ATTRIBUTES.includes(name))
      return;
    warned.add(name);
    const near = ATTRIBUTES.find((known) => isNear(known, name));
    if (near)
      console.warn(`<vae-lab> has no attribute "${name}". Is "${near}" meant?`);
  };

  return class VaeLab extends HTMLElement {
    static observedAttributes = ATTRIBUTES;

    #shadow = this.attachShadow({ mode: "open" });
    #whole = document.createElement("div");
    #place = document.createElement("div");
    #before = document.createElement("slot");
    /** @type {IntersectionObserver | null} */
    #watch = null;
    /** @type {Promise<void> | null} */
    #opening = null;
    /** @type {import("./embed.js").Inside | null} */
    #inside = null;

    constructor() {
      super();
      if (!style) {
        style = new CSSStyleSheet();
        style.replaceSync(STYLE);
      }
      this.#shadow.adoptedStyleSheets = [style];
      this.#place.className = "place";
      this.#before.className = "before";
      const caption = document.createElement("slot");
      caption.name = "caption";
      // Whatever the host makes of the element itself, what is in it has room.
      this.#whole.className = "whole";
      this.#whole.append(this.#place, this.#before, caption);
      this.#shadow.append(this.#whole);
    }

    connectedCallback() {
      for (const name of this.getAttributeNames()) warnOf(name);
      if (this.#inside) return this.#inside.back();
      this.#watch ??= new IntersectionObserver(
        (entries) => {
          if (entries.some(({ isIntersecting }) => isIntersecting))
            void this.#open();
        },
        { rootMargin: MARGIN },
      );
      this.#watch.observe(this);
    }

    disconnectedCallback() {
      this.#watch?.disconnect();
      this.#inside?.away();
    }

    /** @param {string} name @param {string | null} former @param {string | null} text */
    attributeChangedCallback(name, former, text) {
      if (former !== text) this.#inside?.follow(name, text);
    }

    #open() {
      this.#watch?.disconnect();
      return (this.#opening ??= this.#begin());
    }

    async #begin() {
      try {
        // A bundler that followed it would take the page's data sets along.
        const { Inside } = await import(
          /* webpackIgnore: true */ /* @vite-ignore */ /* published */ "./embed.js"
        );
        this.#inside = new Inside(this, this.#place, (shown) => {
          this.#before.hidden = shown;
        });
        if (!this.isConnected) this.#inside.away();
      } catch (error) {
        this.#say(error);
      }
    }

    /** What is there without the views: the page goes on, and shows what was put in. */
    #say(/** @type {unknown} */ error) {
      const code = "embed-unreachable";
      const reason = error instanceof Error ? error.message : String(error);
      const message = `VAE Lab could not be loaded here (${reason}). Its files must lie beside vae-lab.js, and another host must send CORS headers.`;
      const said = document.createElement("p");
      said.className = "said";
      said.role = "alert";
      const small = document.createElement("small");
      small.textContent = `Code ${code}`;
      said.append(`${message} `, small);
      this.#whole.prepend(said);
      const detail = { code, message };
      this.dispatchEvent(
        new CustomEvent("error", { detail, bubbles: true, composed: true }),
      );
    }
  };
}

/**
 * Whether one letter was left out, added or changed, or two were exchanged.
 * @param {string} known
 * @param {string} name
 */
export function isNear(known, name) {
  if (Math.abs(known.length - name.length) > 1) return false;
  let from = 0;
  while (from < name.length && known[from] === name[from]) from += 1;
  const rest = (/** @type {string} */ text, /** @type {number} */ of) =>
    text.slice(from + of);
  const [a, b] = [known, name];
  return (
    rest(a, 1) === rest(b, 1) ||
    rest(a, 1) === rest(b, 0) ||
    rest(a, 0) === rest(b, 1) ||
    (a[from] === b[from + 1] &&
      a[from + 1] === b[from] &&
      rest(a, 2) === rest(b, 2))
  );
}
