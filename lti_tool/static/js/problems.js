// A form that came back: the first field that needs another look has the keyboard.
export function focusProblem() {
  const found = document.querySelector('[aria-invalid="true"]');
  const field = found?.matches("fieldset") ? found.querySelector("input, select, textarea") : found;
  field?.focus();
}
