// What a learner typed outlives the page and the visit: the server keeps it, a moment after each
// change and when the page is left, until that try was sent. The tab keeps what the server did not
// take yet, where the browser lets it.
import { TOKEN_HEADER, currentToken, takeToken } from "./visit.js";

const PREFIX = "cw-typed:";
const SKIPPED = new Set(["visit_token", "token", "version"]);
const PAUSE_MS = 600;
const AGAIN_MS = 5000;

export function keepTyped(form) {
  const typed = { form, key: PREFIX + form.dataset.keep, timer: 0, waiting: false };
  if (!("posted" in form.dataset)) restore(typed);
  if ([...form.elements].some(isFilledIn)) note(typed);
  form.addEventListener("input", () => note(typed));
  form.addEventListener("submit", () => {
    remember(typed);
    forgetToSend(typed); // what follows sends it
  });
  document.addEventListener("visibilitychange", () => document.hidden && hurry(typed));
  addEventListener("pagehide", () => hurry(typed));
}

// Before this script ran, or by the browser after a reload.
function isFilledIn(field) {
  if (field.type === "radio") return field.checked !== field.defaultChecked;
  return field.type === "text" && field.value !== field.defaultValue;
}

function note(typed) {
  remember(typed);
  typed.waiting = true;
  sendIn(typed, PAUSE_MS);
}

function forgetToSend(typed) {
  typed.waiting = false;
  clearTimeout(typed.timer);
}

function hurry(typed) {
  if (typed.waiting) send(typed);
}

function sendIn(typed, pause) {
  clearTimeout(typed.timer);
  typed.timer = setTimeout(() => send(typed), pause);
}

async function send(typed) {
  forgetToSend(typed);
  const answer = await post(typed.form).catch(() => null); // offline: told below, and tried again
  takeToken(answer?.headers.get(TOKEN_HEADER));
  if (answer?.ok && !typed.waiting) forget(typed);
  show(typed.form, "ended", answer?.status === 202);
  show(typed.form, "unkept", !answer?.ok);
  if (answer?.ok || typed.waiting) return;
  typed.waiting = true;
  sendIn(typed, AGAIN_MS);
}

function post(form) {
  return fetch(form.dataset.keepUrl, {
    method: "POST",
    headers: { [TOKEN_HEADER]: currentToken() },
    body: new URLSearchParams(fieldsOf(form)),
    keepalive: true,
  });
}

function show(form, name, wanted) {
  form.querySelector(`[data-${name}]`).hidden = !wanted;
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => !SKIPPED.has(name));
}

function restore(typed) {
  const fields = read(typed.key);
  if (!fields.length) return;
  for (const [name, value] of fields) fill(typed.form.elements[name], value);
  show(typed.form, "restored", true);
  note(typed);
}

function fill(field, value) {
  if (field) field.value = value; // a group of radio buttons takes its value alike
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return []; // storage is refused in this frame, or holds something else
  }
}

function remember({ form, key }) {
  try {
    sessionStorage.setItem(key, JSON.stringify(fieldsOf(form)));
  } catch {
    // Storage is refused in this frame: the server alone keeps it.
  }
}

function forget({ key }) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above: nothing was kept.
  }
}
