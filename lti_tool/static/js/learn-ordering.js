// Ordering by buttons: moves a step and renumbers the places, which are what is posted.
export function startOrdering(list) {
  for (const moves of list.querySelectorAll(".moves")) moves.hidden = false;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-move]");
    if (button) move(list, button);
  });
  list.addEventListener("change", (event) => {
    if (event.target.matches("select")) place(list, event.target);
  });
}

function move(list, button) {
  const step = button.closest("li");
  const other = button.dataset.move === "1" ? step.nextElementSibling : step.previousElementSibling;
  if (!other) return;
  if (button.dataset.move === "1") other.after(step); else other.before(step);
  renumber(list);
  button.focus();
}

function place(list, select) {
  const step = select.closest("li");
  const others = [...list.children].filter((item) => item !== step);
  const next = others[Number(select.value) - 1];
  if (next) next.before(step); else list.append(step);
  renumber(list);
  select.focus();
}

function renumber(list) {
  [...list.children].forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
  });
  list.dispatchEvent(new Event("input", { bubbles: true }));
}
