// Sends the request that failed again: once, when it is asked for, and tells what came of it.

import { facts, make } from "../console/page.js";
import { show } from "./bar.js";

export const healing = facts.healing;
const lost = "The server did not answer. Whether the request has reached the app is not known.";

const ask = async () => {
  const response = await fetch(healing.again, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Debugpage-Token": healing.secret },
    body: JSON.stringify({ tb: facts.id }),
  });
  return { isDone: response.ok, answer: await response.json() };
};

// Where a redirect leads is not followed by itself: it may be anywhere.
const redirect = (place) => {
  const base = location.origin + (healing.address || "/");
  const url = URL.canParse(place, base) ? new URL(place, base) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return make("code", "", place);
  const link = make("a", "", `Go to ${url.origin === location.origin ? url.pathname + url.search : url}`);
  link.href = url;
  return link;
};

const body = (text) => {
  const shown = make("pre", "", text);
  shown.tabIndex = 0;
  return shown;
};

const tell = ({ status, reason, location: place, id, text }) => {
  if (id) {
    location.assign(healing.again.replace(/[^/]+\/again$/, id));
    return;
  }
  const more = [place && redirect(place), text && body(text)].filter(Boolean);
  show(`${healing.asked} was sent again: ${status} ${reason}`.trim(), ...more);
};

export const sendAgain = async () => {
  const buttons = document.querySelectorAll("[data-again]");
  for (const button of buttons) button.disabled = true;
  healing.isSent = true; // it is kept for one time
  show(`Sending ${healing.asked} again…`);
  try {
    const { isDone, answer } = await ask();
    if (isDone) tell(answer);
    else show(answer.error);
  } catch {
    show(lost);
  }
};
