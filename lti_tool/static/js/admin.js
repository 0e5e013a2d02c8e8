import "./busy.js";
import { localiseTimes } from "./times.js";

const SHOWN_MS = 3000;

localiseTimes();
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.dataset.label = button.textContent;
  button.addEventListener("click", () => copy(button));
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => tell(form.dataset.busy));
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch { // no clipboard on plain http, or the person forbade it
    mark(button);
    tell(button.dataset.failed);
    return;
  }
  button.textContent = button.dataset.done;
  tell(button.dataset.told);
  setTimeout(() => { button.textContent = button.dataset.label; }, SHOWN_MS);
}

function mark(button) {
  const code = button.parentElement.querySelector("code");
  if (code) {
    getSelection().selectAllChildren(code);
  }
}

function tell(text) {
  const status = document.getElementById("copy-status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; }); // the same words again are told again
}
