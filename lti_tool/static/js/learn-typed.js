// What a learner typed outlives the page and the visit: the server keeps it, a moment after each
// change and when the page is left, until that try was sent. The tab keeps what the server did not
// take yet, where the browser lets it. Where another tab typed something else, the learner chooses.
import { TOKEN_HEADER, currentToken, takeToken } from "./visit.js";

const PREFIX = "cw-typed:";
const SKIPPED = new Set(["visit_token", "token", "version"]);
const PAUSE_MS = 600;
const AGAIN_MS = 5000;
const MOST_KEPT_ALIVE = 60_000; // bytes: browsers refuse 64 KiB and more outright

export function keepTyped(form) {
  const { keep, writer, seen } = form.dataset;
  const typed = { form, key: PREFIX + keep, writer, seen, timer: 0, waiting: false, asking: null };
  if (!("posted" in form.dataset)) restore(typed);
  if ([...form.elements].some(isFilledIn)) note(typed);
  form.addEventListener("input", () => note(typed));
  form.addEventListener("submit", () => {
    remember(typed);
    forgetToSend(typed); // what follows sends it
  });
  form.querySelector("[data-theirs]").addEventListener("click", () => takeTheirs(typed));
  form.querySelector("[data-mine]").addEventListener("click", () => keepMine(typed));
  document.addEventListener("visibilitychange", () => document.hidden && hurry(typed));
  addEventListener("pagehide", () => hurry(typed));
}

// Before this script ran, or by the browser after a reload.
function isFilledIn(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  return field.type === "text" && field.value !== field.defaultValue;
}

function note(typed) {
  remember(typed);
  if (typed.asking) return;
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
  const answer = await post(typed).catch(() => null); // offline: told below, and tried again
  takeToken(answer?.headers.get(TOKEN_HEADER));
  if (answer?.status === 409) return ask(typed, await answer.json());
  if (answer?.ok && !typed.waiting) forget(typed);
  show(typed.form, "ended", answer?.status === 202);
  show(typed.form, "unkept", !answer?.ok);
  if (answer?.ok || typed.waiting) return;
  typed.waiting = true;
  sendIn(typed, AGAIN_MS);
}

function ask(typed, other) {
  forgetToSend(typed);
  typed.asking = other;
  typed.form.querySelector("[data-other]").textContent = describe(typed.form, other.fields);
  show(typed.form, "unkept", false);
  show(typed.form, "elsewhere", true);
}

function keepMine(typed) {
  Object.assign(typed, { seen: typed.asking.seen, asking: null });
  show(typed.form, "elsewhere", false);
  note(typed);
}

function takeTheirs(typed) {
  forget(typed);
  location.reload(); // the server fills the form with what it keeps
}

function describe(form, fields) {
  const told = Object.entries(fields).filter(([name]) => name !== "confidence");
  return told.map(([name, value]) => wordsOf(form.elements[name], value)).join("\n");
}

function wordsOf(field, value) {
  const boxes = field instanceof RadioNodeList ? [...field] : [field];
  const ticked = boxes.find((box) => box && isTicked(box) && box.value === value);
  const chosen = [...(field?.options ?? [])].find((option) => option.value === value);
  return (ticked?.closest("label") ?? chosen)?.textContent.trim() ?? value;
}

function post({ form, writer, seen }) {
  const body = new URLSearchParams([...fieldsOf(form), ["writer", writer], ["seen", seen]]);
  return fetch(form.dataset.keepUrl, {
    method: "POST",
    headers: { [TOKEN_HEADER]: currentToken() },
    body,
    keepalive: String(body).length <= MOST_KEPT_ALIVE,
  });
}

function show(form, name, wanted) {
  form.querySelector(`[data-${name}]`).hidden = !wanted;
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => !SKIPPED.has(name));
}

function restore(typed) {
  const { fields, writer, seen } = read(typed.key);
  if (!fields) return;
  Object.assign(typed, { writer, seen }); // of the form that it was typed into
  for (const field of typed.form.elements) fill(field, fields);
  show(typed.form, "restored", true);
  note(typed);
}

// A box that was unticked is not among the kept fields.
function fill(field, fields) {
  const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
  if (isTicked(field)) field.checked = values.includes(field.value);
  else if (values.length) field.value = values[0];
}

function isTicked(field) {
  return /radio|checkbox/.test(field.type);
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {}; // storage is refused in this frame, or holds something else
  }
}

function remember({ form, key, writer, seen }) {
  try {
    sessionStorage.setItem(key, JSON.stringify({ fields: fieldsOf(form), writer, seen }));
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
