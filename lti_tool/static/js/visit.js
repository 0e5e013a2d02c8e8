// The visit's token: the page brings it, this tab keeps it, every htmx request sends it.
const HEADER = "X-Visit-Token";
const meta = document.querySelector('meta[name="visit"]');
const key = meta ? `cw:${meta.content}` : "";

export function currentToken() {
  return meta?.dataset.token ?? "";
}

function keepToken(token) {
  if (!meta || !token) return;
  meta.dataset.token = token;
  for (const field of document.querySelectorAll('input[name="visit_token"]')) field.value = token;
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Storage is refused in this frame: the token lives in the page alone, and a reload asks to
    // open the activity again.
  }
}

export function startVisit() {
  keepToken(currentToken());
  if (location.hash.startsWith("#visit=")) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  // htmx 4 hands hx-headers down only where asked to, so the header is set here, for all requests.
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers[HEADER] = currentToken();
  });
  document.addEventListener("htmx:after:request", (event) => {
    keepToken(event.detail.ctx.response?.headers?.get?.(HEADER));
  });
}
