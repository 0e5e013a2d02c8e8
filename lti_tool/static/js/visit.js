// The visit's token: the page brings it, this tab keeps it (or the platform, where the browser
// keeps neither the visit's cookie nor anything for a frame), every htmx request sends it.
import { keepToken } from "./visit-token.js";

export const TOKEN_HEADER = "X-Visit-Token";
const meta = document.querySelector('meta[name="visit"]');

export function currentToken() {
  return meta?.dataset.token ?? "";
}

export function takeToken(token) {
  if (!meta || !token) return;
  meta.dataset.token = token;
  for (const field of document.querySelectorAll('input[name="visit_token"]')) field.value = token;
  keepToken(meta.content, meta.dataset, token);
}

export function startVisit() {
  takeToken(currentToken());
  if (location.hash.startsWith("#visit=")) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  // htmx 4 hands hx-headers down only where asked to, so the header is set here, for all requests.
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers[TOKEN_HEADER] = currentToken();
  });
  document.addEventListener("htmx:after:request", (event) => {
    takeToken(event.detail.ctx.response?.headers?.get?.(TOKEN_HEADER));
  });
}
