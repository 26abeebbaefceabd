// The page that opens the consoles for this browser: by the key in its address, by a code that is
// typed, or by an approval that is waited for.

const root = document.querySelector("[data-unlock]");
const said = document.querySelector("[data-said]");
const pause = 1500; // milliseconds between two looks whether this browser was let in

const say = (text) => {
  said.textContent = text;
};

const post = async (name, fields) => {
  const response = await fetch(`${root.dataset.base}unlock/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ error: root.dataset.error, ...fields }),
  });
  return { status: response.status, answer: await response.json() };
};

const ask = async (name, fields) => {
  try {
    return await post(name, fields);
  } catch {
    return { status: 0, answer: { error: "The server did not answer. Is it still running?" } };
  }
};

// Other ports of this host have other storage, unlike cookies. Where the origin is not trustworthy,
// any script of the app could use the door, so there it is kept by nobody.
const remember = (door) => {
  if (!isSecureContext) return;
  try {
    localStorage.setItem("debugpage.door", door);
  } catch {
    // storage is closed: the next error has to be opened from the list
  }
};

const enter = ({ status, answer }) => {
  if (status !== 200) return false;
  remember(answer.door);
  location.replace(answer.address);
  return true;
};

const wait = (challenge) => {
  setTimeout(async () => {
    const reply = await ask("look", { challenge });
    if (enter(reply)) return;
    if (reply.status === 202) wait(challenge);
    else say(reply.answer.error);
  }, pause);
};

const show = ({ challenge, label, told }) => {
  for (const place of root.querySelectorAll("[data-name]")) place.textContent = label;
  const form = root.querySelector("[data-code]");
  form.hidden = !told;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await ask("code", { challenge, code: new FormData(form).get("code") });
    if (!enter(reply)) say(reply.answer.error);
  });
  root.querySelector("[data-asked]").hidden = false;
  if (told) form.elements.code.focus();
  wait(challenge);
};

const begin = async (button) => {
  button.disabled = true;
  const { status, answer } = await ask("ask", {});
  if (status === 200) {
    show(answer);
    return;
  }
  button.disabled = false;
  say(answer.error);
};

const useKey = async (key) => {
  history.replaceState(null, "", location.pathname + location.search); // a key is no bookmark
  const reply = await ask("key", { key });
  if (!enter(reply)) say(reply.answer.error);
};

root.querySelector("[data-ask]")?.addEventListener("click", ({ target }) => begin(target));
if (said && location.hash) useKey(location.hash.slice(1));
