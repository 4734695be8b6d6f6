/** The page's entry: its styles and its wiring. */

import "uplot/dist/uPlot.min.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/top-bar.css";
import "./styles/stage.css";
import "./styles/dock.css";
import "./styles/plane.css";
import "./styles/data.css";
import "./styles/traverse.css";
import "./styles/picture.css";
import "./styles/training.css";
import "./styles/setup.css";
import "./styles/workshop.css";
import "./styles/tour.css";
import "./styles/figures.css";
import "./styles/narrow.css";
import "./styles/wide.css";
import "./styles/language.css";
import "./app.js";
