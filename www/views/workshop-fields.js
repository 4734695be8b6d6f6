/** A form of the workshop: its fields are the settings of what the panel shows. */

import { SettingFields } from "./setting-fields.js";

/** @typedef {import("./workshop-panel.js").WorkshopView} WorkshopView */

export class WorkshopFields extends SettingFields {
  static properties = {
    ...SettingFields.properties,
    view: { attribute: false },
  };

  constructor() {
    super();
    /** @type {WorkshopView | null} */
    this.view = null;
  }

  willUpdate() {
    this.settings = this.view?.settings ?? null;
  }
}
