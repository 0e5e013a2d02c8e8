// The platform closes the registration when it is told so; only the platform may hear it.
const READING_MS = 8000;
const button = document.getElementById("close");
const platform = window.opener ?? window.parent;

function close() {
  platform.postMessage({ subject: "org.imsglobal.lti.close" }, button.dataset.origin);
}

button.addEventListener("click", close);
setTimeout(close, READING_MS);
