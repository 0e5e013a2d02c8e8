// Ticking a skill means "only these".
const list = document.querySelector("[data-chosen-skills]");

list?.addEventListener("change", () => {
  document.getElementById("spread-chosen").checked = true;
});
