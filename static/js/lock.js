// The button that closes all consoles.

import { facts, say } from "./console/page.js";
import { send } from "./console/send.js";

const lock = async () => {
  const { answer, refusal } = await send(Object.keys(facts.tokens)[0], "lock", {});
  return answer ? "All consoles are locked." : refusal;
};

document.querySelector("[data-lock]")?.addEventListener("click", async ({ target }) => {
  target.disabled = true;
  say(await lock());
});
