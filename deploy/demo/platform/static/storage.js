// LTI platform storage (lti-pm-s): values of each tool's origin, for as long as this page is open.
// A value of null takes a key away.
const LARGEST = 4096;
const SUBJECTS = ["lti.capabilities", "lti.put_data", "lti.get_data"];
const kept = new Map();

function handle(origin, { subject, key, value }) {
  if (subject === "lti.capabilities") {
    return { supported_messages: SUBJECTS.map((one) => ({ subject: one })) };
  }
  if (typeof key !== "string" || !key) {
    return { error: { code: "bad_request", message: "There is no key." } };
  }
  const own = kept.get(origin) ?? new Map();
  kept.set(origin, own);
  if (subject === "lti.put_data" && value == null) own.delete(key);
  else if (subject === "lti.put_data" && String(value).length > LARGEST) {
    return { key, error: { code: "storage_exhaustion", message: "The value is too long." } };
  } else if (subject === "lti.put_data") own.set(key, value);
  return own.has(key) ? { key, value: own.get(key) } : { key };
}

window.addEventListener("message", ({ origin, source, data }) => {
  if (!SUBJECTS.includes(data?.subject) || typeof data.message_id !== "string") return;
  const answer = { subject: `${data.subject}.response`, message_id: data.message_id };
  source.postMessage({ ...answer, ...handle(origin, data) }, origin);
});
