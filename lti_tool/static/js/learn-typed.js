// What a learner typed outlives the end of their visit: this tab keeps it, by practice, showing
// and try, until that try was taken; after a new launch the form is filled again.
const PREFIX = "cw-typed:";
const SKIPPED = new Set(["visit_token", "token", "version"]);

export function keepTyped(form) {
  const key = PREFIX + form.dataset.keep;
  dropOthers(form, key);
  if (!("posted" in form.dataset)) restore(form, key);
  for (const moment of ["input", "submit"]) form.addEventListener(moment, () => save(form, key));
}

function save(form, key) {
  const fields = [...new FormData(form)].filter(([name]) => !SKIPPED.has(name));
  try {
    sessionStorage.setItem(key, JSON.stringify(fields));
  } catch {
    // Storage is refused in this frame: what was typed lives in the page alone.
  }
}

function restore(form, key) {
  const fields = read(key);
  if (!fields.length) return;
  for (const [name, value] of fields) fill(form.elements[name], value);
  form.querySelector("[data-restored]").hidden = false;
}

function fill(field, value) {
  if (field) field.value = value; // a group of radio buttons takes its value alike
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

// Earlier tries of this showing were taken.
function dropOthers(form, key) {
  const showing = PREFIX + form.dataset.keep.replace(/:\d+$/, ":");
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(showing) && name !== key) sessionStorage.removeItem(name);
    }
  } catch {
    // As above: nothing was kept.
  }
}
