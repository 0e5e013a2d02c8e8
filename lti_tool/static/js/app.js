import { reportHeight } from "./frame.js";
import { focusProblem } from "./problems.js";
import { localiseTimes } from "./times.js";
import { guardComposition } from "./typing.js";
import { startVisit } from "./visit.js";

startVisit();
guardComposition();
localiseTimes();
focusProblem();
reportHeight();
document.addEventListener("htmx:after:swap", () => localiseTimes());
