// Enter that only ends an input method's composition must not send a form.
export function guardComposition() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopPropagation();
      if (event.target instanceof HTMLInputElement) event.preventDefault();
    }
  }, true);
}
