/** <vae-lab> on pages of others, and index.html in an <iframe> of theirs. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { startHost, withOneCore } from "./lab-host.mjs";
import { MARGIN } from "../../www/charts/plane-axes.js";

const CORS = { "Access-Control-Allow-Origin": "*" };
const FAR = "<div style='height: 3000px'></div>";

/** @type {{ close: () => Promise<void> }[]} */
let open = [];
test.afterEach(async () => {
  for (const host of open) await host.close();
  open = [];
});

/**
 * A page of somebody else's, on a host of its own, that has our host's script.
 *
 * @param {import("@playwright/test").Page} page
 * @param {(ours: string) => string} body
 * @param {{ files?: Record<string, unknown>, headers?: Record<string, string>, policy?: (ours: string) => string, head?: string }} [how]
 */
async function visit(
  page,
  body,
  { files = {}, headers = CORS, policy, head = "" } = {},
) {
  await withOneCore(page);
  const ours = await startHost({ files, headers });
  const html = `<!doctype html><html lang="en"><title>Their page</title>${head}
    <script type="module" src="${ours.url}vae-lab.js"></script>
    <body>${body(ours.url)}</body></html>`;
  const theirs = await startHost({
    files: { "index.html": html },
    headers: policy ? { "Content-Security-Policy": policy(ours.url) } : {},
  });
  open.push(ours, theirs);
  await page.addInitScript(() => {
    window.heard = [];
    for (const type of ["ready", "step", "change", "error"])
      window.addEventListener(type, (event) => {
        if (!(event instanceof CustomEvent)) return;
        window.heard.push({ type, id: event.target.id, ...event.detail });
      });
  });
  await page.goto(`${theirs.url}index.html`);
  return { ours, theirs };
}

/** What docs/embedding.md tells a host to allow, and nothing else. @param {string} ours */
function documented(ours) {
  const host = new URL(ours).origin;
  return `default-src 'none'; script-src ${host} 'wasm-unsafe-eval'; connect-src ${host}; worker-src blob:`;
}

const element = (page, id) => page.locator(`vae-lab#${id}`);

/** Waits for an event of an element. */
const heard = (page, type, id) =>
  page
    .waitForFunction(
      ([type, id]) =>
        window.heard.find((event) => event.type === type && event.id === id),
      [type, id],
      { timeout: 60_000 },
    )
    .then((handle) => handle.jsonValue());

const asked = (host, name) => host.asked.filter((path) => path === name).length;

/** The pixels of the samples that an element shows. */
const samplesOf = (page, id) =>
  element(page, id)
    .locator("sample-panel sample-grid canvas")
    .evaluate((canvas) => canvas.toDataURL());

const THREE = () => `
  <vae-lab id="one" panels="none"></vae-lab>
  <vae-lab id="two" panels="sample"></vae-lab>
  <vae-lab id="three" panels="train sample" style="height: 720px"></vae-lab>`;

test("three elements of another origin share one wasm and one file of weights", async ({
  page,
}) => {
  const { ours } = await visit(
    page,
    (url) => `${THREE()}${FAR}
    <iframe id="frame" width="640" height="420" src="${url}index.html?panels=none"></iframe>`,
  );
  for (const id of ["one", "two", "three"]) {
    await element(page, id).scrollIntoViewIfNeeded();
    const ready = await heard(page, "ready", id);
    expect(ready).toMatchObject({ model: "dense-z20", device: "flex" });
  }
  // Out of sight, a frame of another origin draws nothing.
  await page.locator("#frame").scrollIntoViewIfNeeded();
  const frame = page.frameLocator("#frame");
  await expect(frame.locator(".chip.device")).toBeVisible();
  await expect(frame.locator("lab-dock")).toBeHidden();
  const inFrame = asked(ours, "index.html");
  expect(inFrame).toBe(1);
  // Those of the frame are its own.
  const wasm = asked(ours, "flex.wasm") + asked(ours, "flex-relaxed.wasm");
  expect(wasm - inFrame).toBe(1);
  expect(asked(ours, "models/dense-z20.decoder.part") - inFrame).toBe(1);
  expect(asked(ours, "models/dense-z20.encoder.part") - inFrame).toBe(1);
  expect(asked(ours, "models/dense-z20.safetensors")).toBe(0);
});

test("nothing heavy is loaded before an element comes into view", async ({
  page,
}) => {
  const { ours } = await visit(
    page,
    () => `${FAR}<vae-lab id="one"><p>Before</p></vae-lab>`,
  );
  await page.waitForFunction(() => customElements.get("vae-lab"));
  await page.waitForTimeout(500);
  expect(ours.asked).toEqual(["vae-lab.js"]);
  await expect(page.getByText("Before")).toBeVisible();
  await element(page, "one").scrollIntoViewIfNeeded();
  await heard(page, "ready", "one");
  await expect(page.getByText("Before")).toBeHidden();
});

test("training in one leaves the samples of the others as they were", async ({
  page,
}) => {
  await visit(page, THREE);
  await element(page, "two").scrollIntoViewIfNeeded();
  await heard(page, "ready", "two");
  await element(page, "three").scrollIntoViewIfNeeded();
  await heard(page, "ready", "three");
  const second = element(page, "two");
  await expect(second.locator("sample-panel sample-grid canvas")).toBeVisible();
  await page.waitForTimeout(1000);
  const before = await samplesOf(page, "two");
  const third = element(page, "three");
  await third.getByRole("button", { name: "Step", exact: true }).click();
  const record = await heard(page, "step", "three");
  expect(record.step).toBe(1);
  expect(record.reconstruction).toBeGreaterThan(0);
  await third.getByRole("button", { name: "Resume" }).click();
  await page.waitForFunction(() =>
    window.heard.some(({ type, step }) => type === "step" && step >= 8),
  );
  await third.getByRole("button", { name: "Pause" }).click();
  // Drawn anew, by what the others look at.
  const draw = second.getByRole("button", { name: "New samples" });
  await draw.click();
  await expect.poll(() => samplesOf(page, "two")).not.toBe(before);
  await second.getByRole("spinbutton", { name: "Seed" }).fill("7");
  await second.getByRole("spinbutton", { name: "Seed" }).press("Enter");
  await expect.poll(() => samplesOf(page, "two")).toBe(before);
  await third.getByRole("tab", { name: "Sample" }).click();
  await page.waitForTimeout(1000);
  expect(await samplesOf(page, "three")).not.toBe(before);
});

test("the styles of the host page stay out, those of the element in", async ({
  page,
}) => {
  const head = `<style>* { color: red; box-sizing: content-box; font-size: 40px }
    button { display: none } body { text-transform: uppercase; letter-spacing: 9px; line-height: 3 } :root { --ink: lime; --text: 50px }</style>`;
  await visit(
    page,
    () => `<vae-lab id="one"></vae-lab>
      <div id="theirs" class="top-bar part"><p>Text</p></div>`,
    { head },
  );
  await heard(page, "ready", "one");
  const one = element(page, "one");
  const styleOf = (locator, ...names) =>
    locator.evaluate((element, names) => {
      const style = getComputedStyle(element);
      return names.map((name) => style.getPropertyValue(name));
    }, names);
  const button = one.getByRole("button", { name: "Panels" });
  await expect(button).toBeVisible();
  const names = [
    ...["color", "box-sizing", "font-size"],
    ...["text-transform", "letter-spacing"],
  ];
  expect(await styleOf(button, ...names)).toEqual([
    ...["rgb(36, 40, 45)", "border-box", "12px", "none", "normal"],
  ]);
  const inherited = ["font-size", "text-transform", "letter-spacing"];
  expect(await styleOf(one.locator(".part-input h2"), ...inherited)).toEqual([
    ...["14px", "none", "normal"],
  ]);
  const theirs = page.locator("#theirs");
  const own = ["display", "height", "color"];
  const before = await styleOf(theirs, ...own);
  expect(before[0]).toBe("block");
  expect(before[2]).toBe("rgb(255, 0, 0)");
  expect(
    await page.evaluate(() => [
      document.title,
      document.documentElement.lang,
      document.documentElement.dataset.theme ?? null,
      location.search,
    ]),
  ).toEqual(["Their page", "en", null, ""]);
});

for (const [what, css, least] of [
  [
    "a block of its own height",
    "vae-lab { display: block; height: 500px }",
    480,
  ],
  ["a block that finds its height", "* { display: block; height: auto }", 420],
  ["nothing of its own", "vae-lab { all: unset }", 420],
  ["an item of a row", "body { display: flex } script { display: none }", 420],
  ["a page from right to left", "html { direction: rtl }", 420],
])
  test(`an element that the host page makes ${what} has room`, async ({
    page,
  }) => {
    const head = `<style>${css}</style>`;
    await visit(page, () => '<vae-lab id="one"></vae-lab>', { head });
    await heard(page, "ready", "one");
    const place = element(page, "one").locator(".place");
    const { width, height } = await place.boundingBox();
    expect(height).toBeGreaterThanOrEqual(least);
    expect(width).toBeGreaterThanOrEqual(300);
    expect(
      await place.evaluate((place) => getComputedStyle(place).direction),
    ).toBe("ltr");
  });

test("of five wrong attributes each is told, to the reader and to the host", async ({
  page,
}) => {
  const wrong = {
    ...{ model: "resnet", device: "tpu", seed: "-4.5", theme: "pink" },
    panels: "foo sample",
  };
  const text = Object.entries(wrong)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");
  await visit(page, () => `<vae-lab id="one" ${text}></vae-lab>`);
  const { code, message } = await heard(page, "error", "one");
  expect(code).toBe("attribute-invalid");
  await heard(page, "ready", "one");
  const notice = element(page, "one").locator(".notice.error");
  for (const [name, value] of Object.entries(wrong)) {
    expect(message).toContain(`${name}="${value}"`);
    await expect(notice).toContainText(`${name}="${value}"`);
  }
});

test("a theme and a language are an element's own", async ({ page }) => {
  await visit(
    page,
    () => `<vae-lab id="one" theme="dark"></vae-lab>
      <vae-lab id="two" theme="light" language="zh"></vae-lab>`,
  );
  await heard(page, "ready", "one");
  await element(page, "two").scrollIntoViewIfNeeded();
  await heard(page, "ready", "two");
  const paper = (id) =>
    element(page, id)
      .locator("lab-page")
      .evaluate((page) => getComputedStyle(page).backgroundColor);
  expect(await paper("one")).toBe("rgb(22, 24, 27)");
  expect(await paper("two")).toBe("rgb(251, 250, 247)");
  await expect(element(page, "two").locator(".part-input h2")).toContainText(
    "数字",
  );
  await expect(element(page, "one").locator(".part-input h2")).toContainText(
    "A digit",
  );
  await element(page, "one").evaluate((one) => {
    one.setAttribute("theme", "light");
    one.setAttribute("language", "zh");
  });
  await expect.poll(() => paper("one")).toBe("rgb(251, 250, 247)");
  await expect(element(page, "one").locator(".part-input h2")).toContainText(
    "数字",
  );
});

test("an attribute that cannot be followed is told, and nothing else breaks", async ({
  page,
}) => {
  const warnings = [];
  page.on("console", (message) => {
    if (message.type() === "warning") warnings.push(message.text());
  });
  await visit(
    page,
    () => `<vae-lab id="one" model="dense-z99" modle="conv-z2"></vae-lab>
      <vae-lab modle="x"></vae-lab>`,
  );
  const error = await heard(page, "error", "one");
  expect(error.code).toBe("attribute-invalid");
  expect(error.message).toContain('model="dense-z99" is not one of');
  await expect(element(page, "one").locator(".notice.error")).toContainText(
    error.message,
  );
  expect(await heard(page, "ready", "one")).toMatchObject({
    model: "dense-z20",
  });
  expect(warnings.filter((text) => text.includes("modle"))).toEqual([
    '<vae-lab> has no attribute "modle". Is "model" meant?',
  ]);
  await element(page, "one").evaluate((one) =>
    one.setAttribute("model", "conv-z2"),
  );
  await expect(element(page, "one").locator(".chip.model")).toContainText(
    "conv-z2",
  );
});

for (const [name, how, code] of [
  [
    "the wasm is missing",
    {
      files: {
        "flex.wasm": 404,
        "flex-relaxed.wasm": 404,
        "ndarray.wasm": 404,
      },
    },
    "device-unavailable",
  ],
  [
    "the models are missing",
    {
      files: {
        "models/dense-z20.decoder.part": 404,
        "models/dense-z20.safetensors": 404,
      },
    },
    "weights-not-found",
  ],
  [
    "the views are missing",
    { files: { "embed.js": 404 } },
    "embed-unreachable",
  ],
])
  test(`where ${name}, an element says so and the page goes on`, async ({
    page,
  }) => {
    await visit(
      page,
      () => `<vae-lab id="one"><p>Before</p></vae-lab>
        <button id="theirs" onclick="this.textContent = 'Pressed'">Press</button>`,
      how,
    );
    const error = await heard(page, "error", "one");
    expect(error.code).toBe(code);
    const said = element(page, "one").getByRole("alert");
    await expect(said.first()).toContainText(code);
    await expect(page.getByText("Before")).toBeVisible();
    await page.locator("#theirs").click();
    await expect(page.locator("#theirs")).toHaveText("Pressed");
  });

test("an element that is taken out and put back goes on", async ({ page }) => {
  await visit(
    page,
    () => `<vae-lab id="one" panels="train" style="height: 720px"></vae-lab>
      <div id="elsewhere"></div>`,
  );
  await heard(page, "ready", "one");
  const one = element(page, "one");
  await one.getByRole("button", { name: "Step", exact: true }).click();
  await heard(page, "step", "one");
  const chip = one.locator(".chip.model");
  await expect(chip).toContainText("+ 1 step");
  const workers = () => page.workers().length;
  const before = workers();
  // Moved: nothing is closed.
  await page.evaluate(() =>
    document.querySelector("#elsewhere").append(document.querySelector("#one")),
  );
  await page.waitForTimeout(2500);
  expect(workers()).toBe(before);
  await expect(chip).toContainText("+ 1 step");
  // Away: the worker ends, the steps stay.
  await page.evaluate(() => {
    window.kept = document.querySelector("#one");
    window.kept.remove();
  });
  await expect.poll(workers).toBe(0);
  await page.evaluate(() => document.body.append(window.kept));
  await expect.poll(workers).toBeGreaterThan(0);
  await page.waitForTimeout(2000);
  await expect(one.locator(".chip.device")).toBeVisible();
  await expect(chip).toContainText("+ 1 step");
  expect(workers()).toBeGreaterThan(0);
});

test("an element keeps nothing and registers no service worker", async ({
  page,
}) => {
  await visit(page, THREE);
  await heard(page, "ready", "one");
  await element(page, "one").locator(".strip label").nth(4).click();
  await heard(page, "change", "one");
  await page.waitForTimeout(1000);
  expect(
    await page.evaluate(async () => ({
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      databases: (await indexedDB.databases()).map(({ name }) => name),
      session: sessionStorage.length,
      local: localStorage.length,
      address: location.search,
    })),
  ).toEqual({ workers: 0, databases: [], session: 0, local: 0, address: "" });
});

test("an element works under the strictest policy that docs/embedding.md names", async ({
  page,
}) => {
  const broken = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text()))
      broken.push(message.text());
  });
  await visit(page, () => `<vae-lab id="one"></vae-lab>`, {
    policy: documented,
  });
  // Waiting for a function would need the policy's leave.
  await expect
    .poll(() => page.evaluate(() => window.heard.map(({ type }) => type)))
    .toContain("ready");
  const output = element(page, "one").locator(".part-output canvas");
  await expect(output).toBeVisible();
  expect(broken).toEqual([]);
});

test("keys act in the element that has the focus, and nowhere else", async ({
  page,
}) => {
  await visit(
    page,
    () => `<input id="theirs" />
      <vae-lab id="one" panels="sample" style="height: 720px"></vae-lab>`,
  );
  await heard(page, "ready", "one");
  const seed = element(page, "one").getByRole("spinbutton", { name: "Seed" });
  await expect(seed).toHaveValue("7");
  await page.locator("#theirs").press("n");
  await page.locator("#theirs").blur();
  await page.keyboard.press("n");
  await page.waitForTimeout(500);
  await expect(seed).toHaveValue("7");
  await element(page, "one").getByRole("tab", { name: "Sample" }).press("n");
  await page.waitForTimeout(500);
  await expect(seed).toHaveValue("8");
});

/** Waits until an element's map has its dots. */
const mapped = (one) =>
  expect(one.locator("latent-map .plane > canvas")).toHaveAttribute(
    "data-points",
    /^[1-9]/,
    { timeout: 60_000 },
  );

/**
 * How a narrow element is laid out, in CSS pixels: the map's dots, what stands
 * over them, how much wider the choice's text is than the choice, what is too
 * small for a finger and what is wider than its box.
 *
 * @param {import("@playwright/test").Locator} root where the page's tags lie
 */
const layoutOf = (root) =>
  root.evaluate((page, margin) => {
    const all = (/** @type {string} */ names) =>
      [...page.querySelectorAll(names)].filter(
        (found) =>
          found.checkVisibility({ visibilityProperty: true }) &&
          found.getBoundingClientRect().width > 1,
      );
    const box = (/** @type {Element} */ found) => found.getBoundingClientRect();
    const name = (/** @type {Element} */ found) =>
      `${found.localName}.${found.className} ${found.textContent?.trim().slice(0, 20)}`;
    const canvas = box(page.querySelector("latent-map .plane > canvas"));
    const dots = {
      left: canvas.left + margin,
      right: canvas.right,
      top: canvas.top,
      bottom: canvas.bottom - margin,
    };
    const names = all(".axis-x, .axis-y");
    const over = names.filter((found) => {
      const { left, right, top, bottom } = box(found);
      return (
        left < dots.right &&
        right > dots.left &&
        top < dots.bottom &&
        bottom > dots.top
      );
    });
    const pen = document.createElement("canvas").getContext("2d");
    const cut = all("latent-map select").filter((select) => {
      const style = getComputedStyle(select);
      pen.font = style.font;
      const texts = [...select.options].map(({ text }) => text.trim());
      const widest = Math.max(...texts.map((t) => pen.measureText(t).width));
      const padding =
        parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      return select.clientWidth < widest + padding;
    });
    const small = all(
      "flow-stage :is(button:not(.term), select, .strip label, .segments label), .top-bar button, [role=tab]",
    ).filter((found) => box(found).width < 44 || box(found).height < 44);
    const wide = [
      page,
      ...all(
        ".top-bar, flow-stage, .line, .part, .strip, latent-map, .plane, .dock, [role=tabpanel], [role=tablist]",
      ),
    ].filter((found) => found.scrollWidth > found.clientWidth + 1);
    const titles = all(".part h2").map(box);
    const crossed = titles.filter((a, i) =>
      titles.some(
        (b, j) =>
          i < j &&
          a.left < b.right &&
          b.left < a.right &&
          a.top < b.bottom &&
          b.top < a.bottom,
      ),
    );
    return {
      side: dots.right - dots.left,
      names: names.length,
      over: over.map(name),
      cut: cut.map(name),
      small: small.map(name),
      wide: wide.map(name),
      crossed: crossed.length,
    };
  }, MARGIN);

const IN_ORDER = {
  names: 2,
  over: [],
  cut: [],
  small: [],
  wide: [],
  crossed: 0,
};

for (const [where, viewport, width] of [
  ["a phone", { width: 390, height: 844 }, 350],
  ["a column of a wide page", { width: 1280, height: 800 }, 360],
])
  test(`an element and a frame of ${width} pixels, on ${where}: everything in its place`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    await visit(
      page,
      (url) => `<div style="width: ${width}px">
      <vae-lab id="one" panels="train sample traverse data workshop" style="height: 800px"></vae-lab>
      <iframe id="frame" width="${width}" height="800" style="border: 0" src="${url}index.html?panels=none"></iframe></div>`,
      { head: '<meta name="viewport" content="width=device-width" />' },
    );
    await heard(page, "ready", "one");
    const one = element(page, "one");
    for (const tab of ["Train", "Sample", "Traverse", "Data", "Workshop"]) {
      await one.getByRole("tab", { name: tab }).click();
      await expect(one.locator("[role=tabpanel]:visible")).toContainText(/./);
      const { small, wide } = await layoutOf(one.locator("lab-page"));
      expect({ tab, small, wide }).toEqual({ tab, small: [], wide: [] });
      if (tab !== "Sample") continue;
      const digits = await one.locator("sample-picker canvas").boundingBox();
      const below = await one
        .getByRole("button", { name: "New samples" })
        .boundingBox();
      expect(digits.y + digits.height).toBeLessThanOrEqual(below.y);
    }
    await one.getByRole("button", { name: "Panels" }).click();
    await mapped(one);
    const frame = page.frameLocator("#frame");
    await page.locator("#frame").scrollIntoViewIfNeeded();
    await mapped(frame);
    for (const each of [one, frame]) {
      const { side, ...rest } = await layoutOf(each.locator("lab-page"));
      expect(rest).toEqual(IN_ORDER);
      expect(side).toBeGreaterThan(0.65 * width);
      await each.locator("plane-tools select").selectOption("axes");
      await expect(each.locator("latent-map select.axis-x")).toBeVisible();
      const { side: among, ...two } = await layoutOf(each.locator("lab-page"));
      expect(two).toEqual(IN_ORDER);
      expect(among).toBeGreaterThan(0.6 * width);
    }
  });

/** Tells of each worker of the page whether what it was asked came to be done. */
const noteWorkers = (page) =>
  page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    window.answers = [];
    Worker.prototype.postMessage = function (...words) {
      const { files, frames } = words[0] ?? {};
      if (files || frames)
        this.addEventListener("message", () =>
          window.answers.push(files ? "files" : "frames"),
        );
      return postMessage.apply(this, words);
    };
  });

test("a file that is chosen in an element of another origin is read by a worker", async ({
  page,
}) => {
  await noteWorkers(page);
  const { ours } = await visit(
    page,
    () => `<vae-lab id="one" panels="data" style="height: 640px"></vae-lab>`,
    {
      policy: documented,
    },
  );
  await expect
    .poll(() => page.evaluate(() => window.heard.map(({ type }) => type)))
    .toContain("ready");
  const one = element(page, "one");
  const buffer = Buffer.alloc(16 + 3 * 784);
  buffer.set([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  for (let i = 0; i < 3; i++)
    buffer.fill(90 + 50 * i, 16 + 784 * i + 300, 16 + 784 * i + 480);
  await one.locator("data-panel input[type=file]").setInputFiles({
    name: "three.idx",
    mimeType: "application/octet-stream",
    buffer,
  });
  await expect(one.locator("incoming-images .card")).toHaveCount(3);
  expect(asked(ours, "import-worker.js")).toBe(1);
  expect(await page.evaluate(() => window.answers)).toContain("files");
});

test("what an element of another origin saves has the element's colours", async ({
  page,
}) => {
  await noteWorkers(page);
  await page.emulateMedia({ colorScheme: "light" });
  const { ours } = await visit(
    page,
    () =>
      `<vae-lab id="one" theme="dark" panels="traverse" style="width: 900px; height: 800px"></vae-lab>`,
    { head: "<style>:root { --field: #ff0000; --ink: #00ff00 }</style>" },
  );
  await heard(page, "ready", "one");
  const one = element(page, "one");
  await mapped(one);
  await one.getByRole("button", { name: "Pin A" }).click();
  await one.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(one.locator("#input-title")).toBeVisible();
  await page.waitForTimeout(500);
  await one.getByRole("button", { name: "Pin B" }).click();
  const field = await one
    .locator("lab-page")
    .evaluate((page) => getComputedStyle(page).getPropertyValue("--field"));
  /** The colour of the first pixel of what a button saves. */
  const corner = async (name, type) => {
    const save = one.getByRole("button", { name });
    await expect(save).toBeEnabled();
    const coming = page.waitForEvent("download", { timeout: 60_000 });
    await save.click();
    const bytes = await readFile(await (await coming).path());
    return page.evaluate(
      async ([base64, type]) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type }));
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, 1, 1);
        return `#${[...data.subarray(0, 3)].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
      },
      [bytes.toString("base64"), type],
    );
  };
  expect(await corner("Save as PNG", "image/png")).toBe(field.trim());
  expect(await corner("Save as GIF", "image/gif")).toBe(field.trim());
  expect(asked(ours, "gif-worker.js")).toBe(1);
  expect(await page.evaluate(() => window.answers)).toContain("frames");
});
