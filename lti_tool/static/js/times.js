// Moments are written in UTC; the reader sees them in the browser's own time zone.
export function localiseTimes(root = document) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium", timeStyle: "short",
  });
  for (const time of root.querySelectorAll("time[datetime]:not([data-local])")) {
    time.textContent = format.format(new Date(time.dateTime));
    time.dataset.local = "";
  }
}

// Fields for a moment are posted in UTC, but typed in the browser's own time zone.
export function localiseFields() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll('input[type="datetime-local"][name]')) localise(field);
  for (const words of document.querySelectorAll("[data-zone]")) {
    words.textContent = words.dataset.zone.replace("{zone}", zone);
  }
}

function localise(field) {
  const posted = document.createElement("input");
  Object.assign(posted, { type: "hidden", name: field.name, value: field.value });
  field.removeAttribute("name");
  field.after(posted);
  field.value = field.value && toMinutes(shifted(new Date(`${field.value}Z`)));
  field.addEventListener("input", () => {
    posted.value = field.value && toMinutes(new Date(field.value));
  });
}

function shifted(moment) {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
}

function toMinutes(moment) {
  return moment.toISOString().slice(0, 16);
}
