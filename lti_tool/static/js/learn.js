import { startOrdering } from "./learn-ordering.js";
import { keepTyped } from "./learn-typed.js";

const form = document.getElementById("answer");
if (form) keepTyped(form);
for (const list of document.querySelectorAll("[data-ordering]")) startOrdering(list);
const told = document.getElementById("problem") ?? (location.hash ? document.querySelector(location.hash) : null);
told?.focus({ preventScroll: false });
