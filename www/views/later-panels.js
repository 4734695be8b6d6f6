/** Panels that no first picture waits for: fetched when it is there. */

import "./data-panel.js";
import "./traverse-panel.js";
