// The desk's keys: each presses, opens or follows what carries its letter in data-key.
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

function isFree(event) {
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
  return !busy && !event.target.closest?.(TYPING);
}

function openDetails(details) {
  details.open = true;
  (details.querySelector("[data-first]") ?? details.querySelector("summary")).focus();
}

let isLeaving = false; // a decision is on its way: a second press of its key is none

function press(key) {
  if (isLeaving) return true;
  const found = document.querySelector(key === "?" ? "[data-keys]" : `[data-key="${key}"]`);
  if (!found || found.disabled) return false;
  if (found instanceof HTMLDetailsElement) openDetails(found);
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[data-key][open]");
    if (open) open.open = false, open.querySelector("summary").focus();
    return;
  }
  if (!isFree(event) || !/^[a-z?]$/i.test(event.key)) return;
  if (press(event.key.toLowerCase())) event.preventDefault();
});

document.addEventListener("submit", (event) => { isLeaving = !event.defaultPrevented; });
window.addEventListener("pageshow", () => { isLeaving = false; });
