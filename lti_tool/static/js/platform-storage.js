// The platform keeps small values for a tool whose cookies the browser refuses (lti-pm-s). Messages
// go to the platform's exact origin and count only from there, with the id of what was asked.
const CAPABILITIES_MS = 1000;
const ANSWER_MS = 3000;

function ask(frame, origin, message, patience) {
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    const finish = (answer) => {
      removeEventListener("message", listen);
      clearTimeout(timer);
      resolve(answer);
    };
    const listen = ({ origin: sender, data }) => {
      if (sender !== origin || data?.message_id !== id) return;
      if (data.subject === `${message.subject}.response`) finish(data);
    };
    const timer = setTimeout(() => finish(null), patience);
    addEventListener("message", listen);
    frame.postMessage({ ...message, message_id: id }, origin);
  });
}

function findFrame(name) {
  const outer = parent === window ? opener : parent;
  if (!outer || !name || name === "_parent") return outer;
  try {
    return outer.frames[name] ?? null;
  } catch {
    return null; // a frame of that name is not there
  }
}

// Null where the platform says that it stores nothing. Silence is no answer: older platforms know
// only the storage's own messages.
async function findStorage({ target, origin }, subject) {
  const frame = findFrame(target);
  if (!frame) return null;
  const said = await ask(frame, origin, { subject: "lti.capabilities" }, CAPABILITIES_MS);
  if (!Array.isArray(said?.supported_messages)) return frame;
  const able = said.supported_messages.find((one) => one?.subject === subject);
  return able ? findFrame(able.frame ?? target) : null;
}

export async function putData(place, value) {
  const frame = await findStorage(place, "lti.put_data");
  const message = { subject: "lti.put_data", key: place.key, value };
  return frame ? ask(frame, place.origin, message, ANSWER_MS) : null;
}

// "" where nothing is stored, or nobody answers.
export async function readData(place) {
  const frame = await findStorage(place, "lti.get_data");
  const message = { subject: "lti.get_data", key: place.key };
  const said = frame && (await ask(frame, place.origin, message, ANSWER_MS));
  return typeof said?.value === "string" ? said.value : "";
}

// Takes it out: what is stored for a launch is good for one.
export async function takeData(place) {
  const value = await readData(place);
  if (value) putData(place, null);
  return value;
}
