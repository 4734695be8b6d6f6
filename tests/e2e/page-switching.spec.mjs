// Another model, another device, another tab: the newest wish wins, and no work
// is lost on the way.

import { expect, test } from "@playwright/test";
import { button, expectKept, openPage, status } from "./page-driver.mjs";

const SHORT = "?device=flex&perClass=2&epochs=3&batchSize=8";
const modelName = (page) => page.locator(".model .chip-name");
const choose = (page, name) =>
  page.getByRole("radio", { name: new RegExp(`^${name}`) }).click();

/** Lets a model's weights come so much later. */
const delay = (page, name, ms) =>
  page.route(`**/${name}.safetensors`, async (route) => {
    await new Promise((done) => setTimeout(done, ms));
    await route.continue();
  });

async function openModels(page) {
  await page.locator(".model button").first().click();
  await expect(page.getByRole("radio", { name: /^flagship/ })).toBeVisible();
}

/** Of the model that is open, as Lab and as the page say it. */
const open = (page) =>
  page.evaluate(() => {
    const { lab, model } = document.querySelector("lab-page").session;
    return [model.name, lab.config.latentDim, lab.config.architecture];
  });

test("of two models chosen at once the later one is open, by its own name", async ({
  page,
}) => {
  await delay(page, "flagship", 1500);
  await openPage(page, SHORT);
  await openModels(page);
  await choose(page, "flagship");
  await choose(page, "conv-z2");
  await expect(modelName(page)).toHaveText("conv-z2");
  await page.waitForTimeout(2500);
  expect(await open(page)).toEqual(["conv-z2", 2, "conv"]);
  await expect(page).toHaveURL(/model=conv-z2/);
});

test("the keys in the list of models end at the model they show", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await openModels(page);
  const first = page.getByRole("radio", { name: /^dense-z20/ });
  await first.focus();
  for (const key of ["Down", "Down", "Down", "Up", "Up"])
    await page.keyboard.press(`Arrow${key}`);
  await expect.poll(() => open(page)).toEqual(["conv-z2", 2, "conv"]);
  await expect(modelName(page)).toHaveText("conv-z2");
});

test("while another model is opened nothing is trained and then thrown away", async ({
  page,
}) => {
  await delay(page, "conv-z2", 2000);
  await openPage(page, SHORT);
  await openModels(page);
  await choose(page, "conv-z2");
  await page.keyboard.press("Escape");
  await expect(button(page, "Play")).toBeDisabled();
  await expect(modelName(page)).toHaveText("conv-z2");
  await expect(button(page, "Play")).toBeEnabled();
});

test("a trained model that gave way is offered again, after a reload too", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await button(page, "Step").click();
  await expect(status(page)).toContainText("Paused at step 1");
  await expectKept(page, 1);
  await openModels(page);
  await choose(page, "conv-z2");
  await expect(modelName(page)).toHaveText("conv-z2");
  await page.keyboard.press("Escape");
  await expect(button(page, "Undo")).toBeVisible();
  await page.reload();
  await expect(modelName(page)).toHaveText("conv-z2");
  await button(page, "Undo").click();
  await expect(page.locator(".model")).toContainText("dense-z20");
  await expect(page.locator(".model")).toContainText("+ 1 step");
});

test("what two tabs keep for training is all there after a reload", async ({
  page,
  context,
}) => {
  const keepTwo = async (tab, names) => {
    for (const name of names) {
      await tab.getByRole("radio", { name }).click({ force: true });
      await tab.keyboard.press("k");
    }
  };
  const other = await context.newPage();
  await openPage(page, SHORT);
  await openPage(other, SHORT);
  await keepTwo(page, ["A real 1", "A real 2"]);
  await page.waitForTimeout(1200);
  await keepTwo(other, ["A real 8"]);
  await other.waitForTimeout(1200);
  await page.reload();
  await expect(page.getByText("My digits (3)")).toBeVisible();
});
