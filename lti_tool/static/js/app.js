import "./address.js";
import { reportHeight } from "./frame.js";
import { focusProblem } from "./problems.js";
import { localiseFields, localiseTimes } from "./times.js";
import { guardComposition } from "./typing.js";
import { startVisit } from "./visit.js";

startVisit();
guardComposition();
localiseTimes();
localiseFields();
focusProblem();
reportHeight();
document.addEventListener("htmx:after:swap", () => localiseTimes());
