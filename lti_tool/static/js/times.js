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
