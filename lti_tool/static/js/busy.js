// A form with data-busy says what is going on once it was sent: on its button, and to screen readers
// where it holds a [data-told].
document.addEventListener("submit", ({ target: form }) => {
  if (!form.dataset.busy) return;
  const button = form.querySelector("button");
  button.textContent = form.dataset.busy;
  setTimeout(() => { button.disabled = true; }); // after the browser has read the form
  const told = form.querySelector("[data-told]");
  if (told) told.textContent = form.dataset.busy;
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // no stale wait
