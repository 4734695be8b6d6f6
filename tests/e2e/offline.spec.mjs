// After one visit the page opens without a network; a newer version waits until it
// is asked for, and takes nothing away.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { pathOf, plainName } from "../../scripts/names.mjs";
import { serve } from "../../scripts/serve.mjs";
import { DIST, startHost } from "./lab-host.mjs";
import { button, gridOfSeed, openPage, status } from "./page-driver.mjs";
import { samplesShown } from "./page-snippet.mjs";

test.use({ serviceWorkers: "allow" });

const offlineState = (page) =>
  page.getByText("Opens without a network", { exact: true });

const newer = (page) => page.locator("meta[name=newer]");

const errors = (page) => page.locator("page-notices .error");

/** A host of its own, that can be cut off and given a newer version. */
async function ownHost() {
  const root = await mkdtemp(join(tmpdir(), "vae-lab-offline-"));
  await cp(DIST, root, {
    recursive: true,
    filter: (path) => !/train-images|\.map$|types/.test(path),
  });
  let server = await serve({ root, port: 0 });
  const port = Number(new URL(server.url).port);
  return {
    root,
    url: server.url,
    async cut() {
      await server.close();
    },
    async back() {
      server = await serve({ root, port });
    },
    async end() {
      await server.close();
      await rm(root, { recursive: true });
    },
  };
}

/** Another build: its page and its worker have another text, and so another name. */
async function publishNewer({ root }) {
  const page = await readFile(join(root, "index.html"), "utf8");
  await writeFile(
    join(root, "index.html"),
    page.replace("<title>", '<meta name="newer" /><title>'),
  );
  const path = join(root, "service-worker.js");
  const text = await readFile(path, "utf8");
  const list = /("index\.html","revision":")(\w+)/;
  expect(text).toMatch(list);
  await writeFile(path, text.replace(list, "$1newer"));
}

async function visit(page, host, search = "?device=flex") {
  await page.goto(`${host.url}${search}`);
  await expect(page.locator("sample-grid canvas")).toBeVisible();
  await expect(offlineState(page)).toBeVisible();
}

test("with the host gone the page opens, draws, trains, and speaks Chinese", async ({
  page,
}) => {
  const host = await ownHost();
  await visit(page, host);
  const samples = await samplesShown(page);
  await host.cut();
  await page.goto(`${host.url}?device=flex&epochs=1&perClass=32`);
  await gridOfSeed(page, 7);
  expect(await samplesShown(page)).toEqual(samples);
  await expect(page.locator("latent-map")).toContainText("test digits");
  await button(page, "Play").click();
  await expect(status(page)).toContainText("Training finished after 1 step");
  await page.getByRole("tab", { name: "Workshop" }).click();
  await expect(button(page, "Quantize")).toBeVisible();
  await expect(errors(page)).toHaveCount(0);
  await page.goto(`${host.url}?device=flex&language=zh`);
  await expect(page.getByRole("tab").first()).toHaveText("训练");
  await expect(errors(page)).toHaveCount(0);
  await host.end().catch(() => {});
});

test("a model and a device that were used once are there without the host", async ({
  page,
}) => {
  const host = await ownHost();
  await visit(page, host);
  await visit(page, host, "?device=ndarray&model=conv-z2");
  await host.cut();
  await page.goto(`${host.url}?device=ndarray&model=conv-z2`);
  await gridOfSeed(page, 7);
  await expect(errors(page)).toHaveCount(0);
  // One that was never asked for is said to be out of reach.
  await page.goto(`${host.url}?device=flex&model=flagship`);
  await expect(page.getByRole("alert")).toContainText("weights-unreachable");
  await host.end().catch(() => {});
});

test("a newer version waits through a training, and opens when it is asked for", async ({
  page,
}) => {
  const host = await ownHost();
  await visit(page, host, "?device=flex&epochs=1000&perClass=200");
  await button(page, "Play").click();
  await publishNewer(host);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
  });
  const notice = page.locator("page-notices .notice", {
    hasText: "newer version",
  });
  await expect(notice).toBeVisible();
  await expect(status(page)).toContainText("Training");
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("Paused at step");
  const [, steps] = (await status(page).textContent()).match(/step ([\d,]+)/);
  await expect(newer(page)).toHaveCount(0);
  await notice.getByRole("button", { name: "Reload" }).click();
  await expect(newer(page)).toBeAttached();
  await expect(page.locator(".model")).toContainText(`+ ${steps} step`);
  await host.end();
});

test("a tab is told when another one has opened a newer version", async ({
  page,
}) => {
  const host = await ownHost();
  await visit(page, host);
  const other = await page.context().newPage();
  await visit(other, host);
  await publishNewer(host);
  await other.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
  });
  const reload = page.getByRole("button", { name: "Reload" });
  await expect(reload).toHaveCount(1);
  await other.getByRole("button", { name: "Reload" }).click();
  await expect(newer(other)).toBeAttached();
  await expect(page.locator("page-notices")).toContainText("Another tab");
  await expect(newer(page)).toHaveCount(0);
  await expect(reload).toHaveCount(1);
  await reload.click();
  await expect(newer(page)).toBeAttached();
  await host.end();
});

test("within another page there is no service worker", async ({ page }) => {
  const host = await ownHost();
  const frameOf = `<iframe width="1200" height="800" src="${host.url}?device=flex"></iframe>`;
  const blog = await startHost({ files: { "blog.html": frameOf } });
  await page.goto(`${blog.url}blog.html`);
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("sample-grid canvas")).toBeAttached();
  const [, there] = page.frames();
  await page.waitForTimeout(3000);
  const count = await there.evaluate(async () => {
    const all = await navigator.serviceWorker.getRegistrations();
    return all.length;
  });
  expect(count).toBe(0);
  await blog.close();
  await host.end();
});

test("each file may be kept for ever, but for those that revalidate", async ({
  request,
}) => {
  const names = [
    ["index.html", "no-cache"],
    ["service-worker.js", "no-cache"],
    ["vae-lab.js", "no-cache"],
    ["models/conv-z2.safetensors", "no-cache"],
    [pathOf(DIST, "flex.wasm").slice(DIST.length + 1), "immutable"],
    [pathOf(DIST, "data/sets.json").slice(DIST.length + 1), "immutable"],
  ];
  for (const [name, wanted] of names) {
    const answer = await request.get(`./${name}`);
    expect(answer.headers()["cache-control"], name).toContain(wanted);
  }
  expect(plainName("flex.aea13e36bef20f47cfd6.wasm")).toBe("flex.wasm");
});

test("nothing on the page breaks its policy", async ({ page }) => {
  const broken = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text()))
      broken.push(message.text().slice(0, 120));
  });
  const answer = await page.goto("./?device=flex&language=en");
  const policy = answer.headers()["content-security-policy"];
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("worker-src 'self';");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
  for (const panel of ["Train", "Sample", "Traverse", "Data", "Workshop"]) {
    await page.getByRole("tab", { name: panel }).click();
    await page.waitForTimeout(500);
  }
  await openPage(page, "?device=flex&map=both");
  await page.locator("latent-map canvas").first().hover();
  await page.waitForTimeout(500);
  expect(broken).toEqual([]);
});
