// The user's own images: dropped, pasted, chosen, taken; rude ones refused.

import { expect, test } from "@playwright/test";
import { button, openPage, status } from "./page-driver.mjs";

/**
 * Makes files in the page and drops them, pastes them, or hands them back.
 * A file is { name, text } | { name, bytes } | { name, digit, side, colours }.
 */
const give = (page, files, way = "drop") =>
  page.evaluate(
    async ([files, way]) => {
      const picture = async ({
        digit,
        side = 200,
        colours = ["#fff", "#000"],
        type = "image/png",
      }) => {
        const canvas = new OffscreenCanvas(side, side);
        const context = canvas.getContext("2d");
        context.fillStyle = colours[0];
        context.fillRect(0, 0, side, side);
        context.fillStyle = colours[1];
        context.font = `bold ${side / 2}px sans-serif`;
        context.fillText(digit, side / 5, (side * 3) / 4);
        return canvas.convertToBlob({ type });
      };
      const transfer = new DataTransfer();
      for (const file of files) {
        const parts = file.digit
          ? [await picture(file)]
          : [file.text ?? Uint8Array.from(file.bytes)];
        for (let i = 0; i < (file.times ?? 1); i++) {
          transfer.items.add(new File(parts, file.name));
        }
      }
      const event =
        way === "paste"
          ? new ClipboardEvent("paste", {
              bubbles: true,
              cancelable: true,
              clipboardData: transfer,
            })
          : new DragEvent(way, {
              bubbles: true,
              cancelable: true,
              dataTransfer: transfer,
            });
      document.body.dispatchEvent(event);
    },
    [files, way],
  );

/** Opens the page on its Data panel, where no sample is seen. */
async function openData(page) {
  await page.goto("./?dock=data");
  await expect(status(page)).toContainText("Ready on");
}

const cards = (page) => page.locator(".card");
const tiles = (page) => page.locator("own-gallery .tile");
const refusals = (page) => page.locator(".refusals li");

/** What a canvas shows, as red values. */
const reds = (locator) =>
  locator.evaluate((canvas) => [
    ...canvas
      .getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height)
      .data.filter((_, i) => i % 4 === 0),
  ]);

/** An IDX file of images 28 × 28, each a bar of its own shade. */
function idx(count, promised = count) {
  const bytes = new Uint8Array(16 + 784 * count);
  bytes.set([0, 0, 8, 3]);
  const view = new DataView(bytes.buffer);
  [promised, 28, 28].forEach((dim, i) => view.setUint32(4 + 4 * i, dim));
  for (let i = 0; i < count; i++) {
    for (let y = 4; y < 24; y++) {
      bytes.fill(
        100 + (i % 100),
        16 + 784 * i + 28 * y + 12,
        16 + 784 * i + 28 * y + 17,
      );
    }
  }
  return [...bytes];
}

const labels = (...values) => [0, 0, 8, 1, 0, 0, 0, values.length, ...values];

function npy(descr) {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (1, 2, 2), }\n`;
  return [
    0x93,
    ...Buffer.from("NUMPY"),
    1,
    0,
    dict.length,
    0,
    ...Buffer.from(dict),
    1,
    99,
    200,
    4,
  ];
}

test("a dropped picture is shown as the model will see it, used, added, kept", async ({
  page,
}) => {
  await openPage(page);
  await give(page, [
    { name: "five.png", digit: "5" },
    {
      name: "board.webp",
      digit: "5",
      colours: ["#143", "#eee"],
      type: "image/webp",
    },
  ]);
  await expect(page).toHaveURL(/dock=data/);
  await expect(cards(page)).toHaveCount(2);
  await expect(cards(page).nth(0)).toContainText(
    "inverted, cropped and centred",
  );
  await expect(cards(page).nth(1)).toContainText("not inverted");
  const [dark, light] = [
    await reds(cards(page).nth(0).locator("digit-picture canvas")),
    await reds(cards(page).nth(1).locator("digit-picture canvas")),
  ];
  const apart = dark.reduce((sum, red, i) => sum + Math.abs(red - light[i]), 0);
  expect(apart / 784, "ink is ink, on paper or on a board").toBeLessThan(8);

  await button(page, "Put on the line").click();
  await expect(page.getByText("your image", { exact: true })).toBeVisible();
  await expect
    .poll(() => reds(page.locator(".pad-tools digit-picture canvas")))
    .toEqual(dark);

  await cards(page).nth(1).click();
  await page.getByLabel("Class", { exact: true }).selectOption("5");
  await expect(cards(page).nth(1)).toContainText("Class 5");
  await expect(cards(page).nth(0)).not.toContainText("Class 5");
  await button(page, "Add 2 images").click();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.getByLabel("Class of your image 1")).toHaveValue("");
  await expect(page.getByLabel("Class of your image 2")).toHaveValue("5");
  await page.getByLabel("Class of your image 1").selectOption("8");

  await page.waitForTimeout(1000);
  await page.reload();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.getByLabel("Class of your image 1")).toHaveValue("8");
  await expect(page.getByLabel("Class of your image 2")).toHaveValue("5");
  expect(await reds(tiles(page).nth(0).locator("canvas"))).toEqual(dark);

  await button(page, "Remove all").click();
  await expect(tiles(page)).toHaveCount(0);
  await button(page, "Undo").click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Remove your digit 1" }).click();
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByLabel("Class of your image 1")).toHaveValue("5");
});

test("ink, size and paper can be told, for all or for one", async ({
  page,
}) => {
  await openData(page);
  await give(page, [
    { name: "a.png", digit: "4" },
    { name: "b.png", digit: "4" },
  ]);
  await expect(button(page, "Add 2 images")).toBeEnabled();
  await page.getByText("As it is", { exact: true }).click();
  await expect(cards(page).nth(0)).toContainText("as it is");
  await expect(cards(page).nth(1)).toContainText("as it is");
  await cards(page).nth(0).click();
  await page.getByText("Light on dark", { exact: true }).click();
  await expect(cards(page).nth(0)).toContainText("not inverted, as it is");
  await expect(cards(page).nth(1)).toContainText(/b.png\s+inverted/);
  await button(page, "For all instead").click();
  await page.getByText("Dark on light", { exact: true }).click();
  await expect(cards(page).nth(0)).toContainText(/a.png\s+inverted/);
  const before = await reds(cards(page).nth(1).locator("digit-picture canvas"));
  await page.getByLabel("Paper shade").fill("0.6");
  await expect(page.getByText("ink fainter than 60 % is paper")).toBeVisible();
  await expect
    .poll(() => reds(cards(page).nth(1).locator("digit-picture canvas")))
    .not.toEqual(before);
  await page.getByRole("button", { name: "Remove a.png" }).click();
  await expect(button(page, "Add 1 image")).toBeEnabled();
  await button(page, "Put away").click();
  await expect(cards(page)).toHaveCount(0);
});

test("rude files are refused by name; line, model and images are untouched", async ({
  page,
}) => {
  await openPage(page);
  await expect(page.getByText("a real 3, from MNIST")).toBeVisible();
  const bytes = [
    0x89,
    ...Buffer.from("PNG\r\n\x1a\n"),
    0,
    0,
    0,
    13,
    ...Buffer.from("IHDR"),
  ];
  await give(page, [
    { name: "good.png", digit: "7" },
    { name: "notes.png", text: "a text" },
    { name: "other.png", text: "another text" },
    { name: "nothing.jpg", text: "" },
    { name: "lying.idx", bytes: idx(1, 60000) },
    { name: "wrong.npy", bytes: npy("<i8") },
    {
      name: "bomb.png",
      bytes: [...bytes, 0, 0, 255, 255, 0, 0, 255, 255, 8, 2, 0, 0, 0],
    },
    {
      name: "cut.png",
      bytes: [...bytes, 0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0],
    },
    { name: "labels.idx", bytes: labels(1, 2, 3) },
  ]);
  await expect(refusals(page)).toHaveCount(7);
  const said = [
    /2 files refused \(notes.png, other.png\).*a text.*code file-unknown/s,
    /nothing.jpg.*0 bytes.*code file-empty/s,
    /lying.idx.*promises 47040000.*holds 784.*code idx-truncated/s,
    /wrong.npy.*<i8.*code npy-type/s,
    /bomb.png.*65535 × 65535.*code picture-too-large/s,
    /cut.png.*cannot be decoded.*code picture-damaged/s,
    /labels.idx.*no set of 3 images.*code idx-mismatch/s,
  ];
  for (const sentence of said) {
    await expect(refusals(page).filter({ hasText: sentence })).toHaveCount(1);
  }
  await expect(cards(page)).toHaveCount(1);
  await expect(page.locator(".notice")).toHaveCount(0);
  await expect(page.getByText("a real 3, from MNIST")).toBeVisible();
  await expect(page.locator(".model")).toContainText("pretrained");
  await button(page, "Add 1 image").click();
  await expect(tiles(page)).toHaveCount(1);
});

test("a photo of 40 megapixels is read small, and its digit found", async ({
  page,
}) => {
  await openData(page);
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(8000, 5000);
    const context = canvas.getContext("2d");
    context.fillStyle = "#ddd";
    context.fillRect(0, 0, 8000, 5000);
    context.fillStyle = "#222";
    context.fillRect(3800, 1000, 400, 3000);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await canvas.convertToBlob()], "photo.png"));
    window.transfer = transfer;
  });
  await page.evaluate(() => {
    document.body.dispatchEvent(
      new DragEvent("drop", {
        bubbles: true,
        cancelable: true,
        dataTransfer: window.transfer,
      }),
    );
  });
  await expect(button(page, "Add 1 image")).toBeEnabled();
  const source = page.locator(".card grey-picture canvas");
  expect(await source.evaluate(({ width, height }) => [width, height])).toEqual(
    [224, 140],
  );
  const seen = await reds(page.locator(".card digit-picture canvas"));
  const inked = [...seen.entries()].filter(([, red]) => red < 128);
  const rows = inked.map(([i]) => Math.floor(i / 28));
  expect(Math.max(...rows) - Math.min(...rows) + 1).toBe(20);
});

test("a set with its labels; of a long one as many as there is room", async ({
  page,
}) => {
  await openData(page);
  await give(page, [
    { name: "set-images.idx", bytes: idx(3) },
    { name: "set-labels.idx", bytes: labels(4, 0, 9) },
  ]);
  await expect(cards(page)).toHaveCount(3);
  for (const [i, label] of [4, 0, 9].entries()) {
    await expect(cards(page).nth(i)).toContainText(`as it is · Class ${label}`);
  }
  await page.getByLabel("Class", { exact: true }).selectOption("2");
  await expect(cards(page).nth(2)).toContainText("Class 2");
  await button(page, "Add 3 images").click();
  await expect(tiles(page)).toHaveCount(3);

  // Made in the page: 12,000 images are too many to send there.
  await page.evaluate(() => {
    const bytes = new Uint8Array(16 + 784 * 12_000);
    bytes.set([0, 0, 8, 3, 0, 0, 0x2e, 0xe0, 0, 0, 0, 28, 0, 0, 0, 28]);
    for (let i = 0; i < 12_000; i++) bytes[16 + 784 * i + 400] = 200;
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "long.idx"));
    document.body.dispatchEvent(
      new DragEvent("drop", {
        bubbles: true,
        cancelable: true,
        dataTransfer: transfer,
      }),
    );
  });
  await expect(button(page, "Add 9,997 images")).toBeEnabled({
    timeout: 120_000,
  });
  await expect(refusals(page)).toContainText("2,003 more are left out");
  await expect(cards(page)).toHaveCount(24);
  await button(page, "Later").click();
  await expect(page.getByText("25–48 of 9,997")).toBeVisible();
  await button(page, "Add 9,997 images").click();
  await expect(page.getByText("1–24 of 10,000")).toBeVisible();
  await page.keyboard.press("k");
  await expect(
    page.getByText("10,000 images of your own are kept at most"),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Train" }).click();
  await page.getByText("My digits (10000)").click();
  // Every fifth is held out.
  await expect(page.locator(".promise")).toContainText("8,000 digits you drew");
});

test("10,000 files: read a few at a time, counted by reason, stopped", async ({
  page,
}) => {
  await openData(page);
  await give(page, [{ name: "note.txt", text: "words", times: 10_000 }]);
  await expect(page.locator(".data-progress")).toContainText("of 10,000");
  await expect(refusals(page)).toHaveCount(1);
  await button(page, "Stop").click();
  await expect(page.locator(".data-progress")).toHaveCount(0);
  await expect(refusals(page)).not.toContainText("10,000");
  await expect(refusals(page)).toContainText(
    /files refused \(note.txt, note.txt, note.txt, …\)/,
  );
  const stopped = await refusals(page).textContent();
  await page.waitForTimeout(500);
  expect(await refusals(page).textContent()).toBe(stopped);
  await button(page, "Put away").click();
  await give(page, [{ name: "note.txt", text: "words", times: 10_000 }]);
  await expect(refusals(page)).toContainText("10,000 files refused", {
    timeout: 120_000,
  });
  await expect(page.locator(".notice")).toHaveCount(0);
  await expect(status(page)).toContainText("Ready on");
});

test("pasting brings a picture, but not where something is typed", async ({
  page,
}) => {
  await openPage(page);
  await page.getByLabel("Epochs").focus();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "x.png"));
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", {
        bubbles: true,
        cancelable: true,
        clipboardData: transfer,
      }),
    );
  });
  await expect(page).not.toHaveURL(/dock=data/);
  await give(page, [{ name: "image.png", digit: "2" }], "paste");
  await expect(cards(page)).toHaveCount(1);
});

test("files held over the page are welcomed, and weights still open as weights", async ({
  page,
}) => {
  await openPage(page);
  await give(page, [{ name: "a.png", text: "a" }], "dragenter");
  await expect(page.getByText("Drop them anywhere")).toBeVisible();
  await give(page, [{ name: "a.png", text: "a" }], "dragleave");
  await expect(page.getByText("Drop them anywhere")).toBeHidden();
  await page.evaluate(async () => {
    const response = await fetch("./models/conv-z2.safetensors");
    const transfer = new DataTransfer();
    // By its bytes, whatever it is called.
    transfer.items.add(new File([await response.blob()], "mystery.bin"));
    document.body.dispatchEvent(
      new DragEvent("drop", {
        bubbles: true,
        cancelable: true,
        dataTransfer: transfer,
      }),
    );
  });
  await expect(page.getByText("“mystery.bin” is open.")).toBeVisible();
  await give(page, [{ name: "bad.safetensors", text: "not weights at all" }]);
  const notice = page
    .getByRole("alert")
    .filter({ hasText: "“bad.safetensors”" });
  await expect(notice).toContainText("Your model is untouched");
});

test("a panel whose code cannot be had says so, and how to go on", async ({
  page,
}) => {
  let fails = true;
  await page.route("**/panels.*.js", (route) =>
    fails ? route.abort() : route.continue(),
  );
  await openData(page);
  const panel = page.getByRole("tabpanel", { name: "Data" });
  await expect(panel).toContainText("could not be loaded");
  fails = false;
  await button(page, "Reload the page").click();
  await expect(panel.locator("input[type=file]")).toBeAttached();
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
});

test("files chosen by hand; nothing of them is sent, offline too", async ({
  page,
  context,
}) => {
  await openData(page);
  await expect(
    page.getByText("Nothing leaves your browser.").first(),
  ).toBeVisible();
  const files = page.locator("data-panel input[type=file]");
  // The panel's own code comes after the first picture.
  await files.waitFor({ state: "attached" });
  await context.setOffline(true);
  await files.setInputFiles([
    { name: "set.idx", mimeType: "", buffer: Buffer.from(idx(2)) },
    { name: "set.npy", mimeType: "", buffer: Buffer.from(npy("|u1")) },
  ]);
  await expect(button(page, "Add 3 images")).toBeEnabled();
  await context.setOffline(false);
});

test("the camera: refused with a way on, taken as a picture, stopped", async ({
  page,
}) => {
  await openData(page);
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await button(page, "Camera").click();
  await expect(page.locator(".camera [role=alert]")).toContainText(
    "code camera-refused",
  );
  await button(page, "Close the camera").click();
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [640, 480];
      const context = canvas.getContext("2d");
      const paint = () => {
        context.fillStyle = "#ccc";
        context.fillRect(0, 0, 640, 480);
        context.fillStyle = "#111";
        context.fillRect(300, 120, 40, 240);
      };
      paint();
      window.stream = canvas.captureStream(10);
      setInterval(paint, 100);
      return window.stream;
    };
  });
  await button(page, "Camera").click();
  await button(page, "Take").click();
  await button(page, "Close the camera").click();
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText("photo 1");
  await expect(cards(page)).toContainText("inverted, cropped and centred");
  const states = await page.evaluate(() =>
    window.stream.getTracks().map(({ readyState }) => readyState),
  );
  expect(states).toEqual(["ended"]);
});
