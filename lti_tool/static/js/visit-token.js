// Where a visit's token outlives a reload: this tab's storage; where the browser refuses a frame
// that, the platform's storage for tools, if `place` names one (the server names it only to pages
// that came without cookie). Else the token lives in the page alone, and a reload asks to open the
// activity again.
import { putData, readData } from "./platform-storage.js";

export async function keepToken(visit, place, token) {
  try {
    sessionStorage.setItem(keyOf(visit), token);
  } catch {
    if (place.key) await putData(place, token);
  }
}

export async function findToken(visit, place) {
  try {
    const own = sessionStorage.getItem(keyOf(visit));
    if (own) return own;
  } catch {
    // Refused, so that it was not kept there.
  }
  return place.key ? readData(place) : "";
}

function keyOf(visit) {
  return `cw:${visit}`;
}
