// The setup's parts: which of them shows a setting, and where a refusal stands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { refuse } from "../../www/session/fresh-model.js";
import { OWN, runOptions } from "../../www/session/run-options.js";
import { partShowing } from "../../www/session/setup-parts.js";
import { readAddress } from "../../www/state.js";

const { settings } = readAddress("");

/** As much of a session as a refusal touches. */
function sessionOf(change = {}) {
  return {
    settings: { ...settings, ...change },
    refusal: null,
    failures: [],
    set(more) {
      this.settings = { ...this.settings, ...more };
      this.refusal = null;
    },
    fail(error) {
      this.failures.push(error);
    },
    changed() {},
  };
}

const refusal = (message, code = "option-out-of-range") =>
  Object.assign(new Error(message), { code });

test("each option of a run has a part that shows it", () => {
  const options = Object.keys(runOptions({ ...settings, warmup: "linear" }));
  const own = Object.values(OWN).flat();
  const named = (name) => (name === "seed" ? "trainSeed" : name);
  for (const name of [...options.map(named), ...own]) {
    assert.notEqual(partShowing(name), null, name);
  }
  assert.equal(partShowing("batchSize"), "settings");
  assert.equal(partShowing("warmupSteps"), "objective");
  assert.equal(partShowing("topLatentDim"), "model");
  assert.equal(partShowing("theme"), null);
  assert.equal(partShowing("constructor"), null);
});

test("a refused field is brought to sight, from any panel and part", () => {
  const session = sessionOf({ dock: "data", setup: "objective" });
  const message = "The option batchSize is 99; it must be at most 8.";
  refuse(session, refusal(message));
  assert.equal(session.settings.dock, "train");
  assert.equal(session.settings.setup, "settings");
  assert.equal(session.refusal.name, "batchSize");
  refuse(session, refusal("The option capacity is -1; it must be more."));
  assert.equal(session.settings.setup, "objective");
  refuse(
    session,
    refusal("The model's classes is 1; it must be more.", "config-invalid"),
  );
  assert.equal(session.settings.setup, "model");
  assert.equal(session.refusal.name, "conditional");
  assert.deepEqual(session.failures, []);
});

test("a refusal that no field can show is told as any error", () => {
  const session = sessionOf({ dock: "data" });
  const error = refusal("The option steps is 0; it must be at least 1.");
  refuse(session, error);
  refuse(session, refusal("Gone.", "device-lost"));
  assert.equal(session.failures.length, 2);
  assert.equal(session.failures[0], error);
  assert.equal(session.refusal, null);
  assert.equal(session.settings.dock, "data");
});
