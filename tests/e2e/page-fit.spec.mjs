// A prior is being fitted, and Play is pressed: training goes first, and says so.

import { expect, test } from "@playwright/test";
import { button, openPage, promise, status } from "./page-driver.mjs";

test("Play cancels a fit, says so before and after, and trains", async ({
  page,
}) => {
  await openPage(page, "?dock=sample&model=flagship&epochs=1000");
  await expect(button(page, "Fit a mixture")).toBeEnabled();
  await button(page, "Fit a mixture").click();
  await expect(status(page)).toContainText("Fitting a prior to 2,000 images");
  await page.getByRole("tab", { name: "Train" }).click();
  await expect(promise(page)).toContainText("Play cancels that");
  await button(page, "Play").click();
  await expect(page.getByText("The fit was cancelled")).toBeVisible();
  await expect(status(page)).toContainText("Training started");
  await expect(promise(page)).not.toContainText("Play cancels that");
  // Its first step is there: it waits for nothing any more.
  await expect(page.locator(".progress-text")).toContainText(/step [1-9]/);
  await expect(page).not.toHaveURL(/prior=/);
  await expect(page.locator("page-notices .error")).toHaveCount(0);
  await button(page, "Cancel").click();
  await expect(status(page)).toContainText("Training cancelled");
  await page.getByRole("tab", { name: "Sample" }).click();
  await expect(button(page, "Fit a mixture")).toBeEnabled();
});
