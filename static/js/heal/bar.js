// The bar at the foot of the window: what became of the app, and what can be done now.

import { make, makeButton, say } from "../console/page.js";

const bar = make("aside", "heal");
bar.setAttribute("aria-label", "The app");
bar.hidden = true;
document.body.append(bar);

const close = () => {
  bar.hidden = true;
};

export const show = (text, ...more) => {
  bar.replaceChildren(make("p", "", text), ...more, makeButton("Close", close));
  bar.hidden = false;
  say(text);
};
