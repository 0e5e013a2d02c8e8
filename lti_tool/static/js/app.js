import { reportHeight } from "./frame.js";
import { localiseTimes } from "./times.js";
import { guardComposition } from "./typing.js";
import { startVisit } from "./visit.js";

startVisit();
guardComposition();
localiseTimes();
reportHeight();
document.addEventListener("htmx:after:swap", () => localiseTimes());
