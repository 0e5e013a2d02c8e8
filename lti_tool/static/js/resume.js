// A page that was opened without cookie: ask for it again with the token that was kept or, right
// after the launch, with the one that the handover code in the fragment buys.
import { findToken, keepToken } from "./visit-token.js";

const place = document.getElementById("resume");
const { visit, tokenUrl } = place.dataset;

async function boughtToken() {
  const code = new URLSearchParams(location.hash.slice(1)).get("visit");
  if (!code) return null;
  history.replaceState(null, "", location.pathname + location.search);
  const answer = await fetch(tokenUrl, { method: "POST", headers: { "X-Handover": code } });
  if (!answer.ok) return null;
  const { token } = await answer.json();
  // At once: the code is used up, and a reload may come before the page's own script runs.
  await keepToken(visit, place.dataset, token);
  return token;
}

async function resume() {
  const token = (await boughtToken()) ?? (await findToken(visit, place.dataset));
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
