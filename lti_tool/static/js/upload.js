// Send an upload form's files with a progress bar; where scripts do not run the form simply posts.
import { currentToken } from "./visit.js";

const MEGABYTE = 1024 * 1024;

function chosenBytes(form) {
  return [...form.elements.files.files].reduce((sum, file) => sum + file.size, 0);
}

function say(form, text) {
  const alert = document.createElement("div");
  alert.className = "alert alert-danger mt-2";
  alert.textContent = text;
  form.querySelector("[data-message]").replaceChildren(alert);
}

function fitsInto(form) {
  const left = Number(form.dataset.left);
  const size = chosenBytes(form);
  if (size <= left) return true;
  const inMegabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
  say(form, form.dataset.tooLarge.replace("{size}", inMegabytes(size)).replace("{left}", inMegabytes(left)));
  return false;
}

function setBusy(form, busy) {
  form.querySelector("[data-progress]").hidden = !busy;
  form.querySelector("button").disabled = busy;
}

function finish(form, request) {
  const next = request.getResponseHeader("HX-Redirect");
  if (next) {
    location.assign(next);
    return;
  }
  setBusy(form, false);
  // The tool's own error fragment, rendered and escaped by the server.
  form.querySelector("[data-message]").innerHTML = request.responseText;
}

function send(form) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("progress");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("load", () => finish(form, request));
  request.addEventListener("error", () => {
    setBusy(form, false);
    say(form, form.dataset.broken);
  });
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-Visit-Token", currentToken());
  request.send(new FormData(form));
  setBusy(form, true);
}

// One listener for all forms, since rows of the list are exchanged while sources are read.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]")) return;
  event.preventDefault();
  if (fitsInto(event.target)) send(event.target);
});
