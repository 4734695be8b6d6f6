// Two languages: the browser's is taken, and can be changed at any time.

import { expect, test } from "@playwright/test";
import { button, openPage, status } from "./page-driver.mjs";

const WIDTHS = [1280, 390];
const PANELS = ["训练", "采样", "遍历", "数据", "工坊"];

/** Of the shipped digits first, and of the test set when it is there. */
const CAPTION =
  /^[\d,]+ (real digits|of MNIST's [\d,]+ test digits)|^[\d,]+ 个真实数字|^MNIST 的 [\d,]+ 个测试数字/;
const mapCaption = (page) => page.locator("latent-map").getByText(CAPTION);

/** What is wider than the room it has. */
const overflowing = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("html, .top-bar, .dock header, button")]
      .filter((element) => element.checkVisibility())
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(
        ({ outerHTML, scrollWidth, clientWidth }) =>
          `${outerHTML.slice(0, 90)} ${scrollWidth} > ${clientWidth}`,
      ),
  );

/** Everything fits, the way to the other language too, at both widths. */
async function expectFits(page) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect(await overflowing(page)).toEqual([]);
    const box = await page.locator("button.language").boundingBox();
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    if (width < 720)
      expect(Math.min(box.width, box.height)).toBeGreaterThan(43);
  }
}

async function expectChinese(page) {
  await expect(status(page)).toContainText(/已就绪|训练/);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  await expect(page).toHaveTitle(/变分自编码器/);
  await expect(page.getByRole("tab")).toHaveText(PANELS);
}

/** Text on the page with an English word that is no name, a line each. */
const englishLeft = (page) =>
  page.evaluate(() => {
    const names =
      /VAE Lab|MNIST|Yann LeCun|Corinna Cortes|CC BY-SA|ELBO|SIMD|CPU|Flex|WebGPU|KL|VAE|dense-z20|conv-z2|seed|PCA|PNG|GIF|CSV|JPEG|WebP|WebM|IDX|NPY|gzip|Ctrl|VampPrior/g;
    return document
      .querySelector("lab-page")
      .innerText.split("\n")
      .filter((line) => /[A-Za-z]{3,}/.test(line.replace(names, "")));
  });

test.describe("a browser that wishes for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("is spoken to in Chinese, at a plain address", async ({ page }) => {
    await page.goto("./");
    await expectChinese(page);
    await expect(mapCaption(page)).toBeVisible();
    expect(new URL(page.url()).search).toBe("");
    for (const panel of PANELS) {
      await page.getByRole("tab", { name: panel }).click();
      expect(await englishLeft(page), panel).toEqual([]);
      await expectFits(page);
    }
    await page.keyboard.press("t");
    for (let step = 1; step <= 10; step++) {
      await expect(page.locator(".tour-card")).toContainText(`第 ${step} 步`);
      expect(await englishLeft(page), `tour ${step}`).toEqual([]);
      await page.locator(".tour-turn .primary").click();
    }
    await expect(page.locator(".tour-card")).toHaveCount(0);
  });

  test("reads of an error in Chinese, its own words below", async ({
    page,
  }) => {
    await page.goto("./");
    await expectChinese(page);
    await page.locator("input[type=file]").setInputFiles({
      name: "rude.safetensors",
      mimeType: "application/octet-stream",
      buffer: Buffer.from("rude"),
    });
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("未能打开“rude.safetensors”");
    await expect(alert.locator("small.original")).toContainText(
      /[A-Za-z ]{20,}/,
    );
    await expect(alert).toContainText("代码 weights-");
    await button(page, "Switch to English").click();
    await expect(alert).toContainText("“rude.safetensors” was not opened");
    await expect(alert.locator("small.original")).toHaveCount(0);
  });
});

test("the language is changed: everything follows, the address keeps it", async ({
  page,
}) => {
  await openPage(page, "?seed=x");
  const notice = page.locator(".notice");
  await expect(notice).toContainText("a whole number from 0");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(mapCaption(page)).toBeVisible();
  expect((await englishLeft(page)).length).toBeGreaterThan(20);
  await button(page, "切换到简体中文").click();
  await expect(notice).toContainText("之间的整数");
  await expectChinese(page);
  await expect(mapCaption(page)).toBeVisible();
  await expect(page.getByLabel(/^隐空间：.*后验均值/)).toBeVisible();
  expect(await englishLeft(page)).toEqual([]);
  await expect(page).toHaveURL(/language=zh/);

  await page.reload();
  await expectChinese(page);
  const term = page.locator("flow-stage").getByRole("button", {
    name: "KL 散度",
  });
  await term.click();
  await expect(page.getByRole("dialog", { name: "KL 散度" })).toContainText(
    "奈特",
  );
  await page.keyboard.press("Escape");

  await button(page, "Switch to English").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab")).toHaveText([
    "Train",
    "Sample",
    "Traverse",
    "Data",
    "Workshop",
  ]);
  await expect(page).toHaveTitle("VAE Lab");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/language=en/);
  await expect(button(page, "切换到简体中文")).toBeFocused();
  await expectFits(page);
});

test("a run goes on when the language changes, and ends in it", async ({
  page,
}) => {
  await openPage(page, "?epochs=1000&device=flex");
  await button(page, "Play").click();
  await expect(page.locator(".progress-text")).toContainText("images/s");
  await button(page, "切换到简体中文").click();
  const progress = page.locator(".progress-text");
  await expect(progress).toContainText(/训练中.*第 [\d,]+ 步，共 7,000 步/s);
  await expect(progress).toContainText("张图像/秒");
  await expectFits(page);
  await button(page, "取消").click();
  await expect(status(page)).toContainText("训练已取消");
});

test("a language that cannot be fetched leaves the page in the one it speaks", async ({
  page,
}) => {
  await page.route("**/chinese*.js", (route) => route.abort());
  await openPage(page, "?device=flex&language=zh");
  await expect(page.locator("page-notices")).toContainText("简体中文");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/^(?!.*language=zh)/);
});
