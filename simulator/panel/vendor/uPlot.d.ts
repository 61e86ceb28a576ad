// The server serves the package's ES module under /vendor/uPlot.js; the page imports it from there.
import uPlot from "uplot";
export default uPlot;
