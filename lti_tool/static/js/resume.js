// A page that was opened without cookie: ask for it again with the token that this tab keeps, or,
// right after the launch, with the one that the handover code in the fragment buys.
const place = document.getElementById("resume");
const key = `cw:${place.dataset.visit}`;

function storedToken() {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

async function boughtToken() {
  const code = new URLSearchParams(location.hash.slice(1)).get("visit");
  if (!code) return null;
  history.replaceState(null, "", location.pathname + location.search);
  const answer = await fetch(place.dataset.tokenUrl, {
    method: "POST", headers: { "X-Handover": code },
  });
  return answer.ok ? keepToken((await answer.json()).token) : null;
}

// At once: the code is used up, and a reload may come before the page's own script runs.
function keepToken(token) {
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Storage is refused in this frame: see visit.js.
  }
  return token;
}

async function resume() {
  const token = (await boughtToken()) ?? storedToken();
  if (!token) return false;
  const answer = await fetch(location.href, { headers: { "X-Visit-Token": token } });
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return false;
  const html = await answer.text();
  document.open();
  document.write(html);
  document.close();
  return true;
}

function giveUp() {
  place.querySelector("[data-waiting]").hidden = true;
  place.querySelector("[data-failed]").hidden = false;
}

resume().then((done) => done || giveUp(), giveUp);
