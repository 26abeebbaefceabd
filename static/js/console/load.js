// The script that a page has no use for but with its server: it is loaded while the page is read.

import { isSaved, make, makeButton, say } from "./page.js";

const lost =
  "The console could not be loaded: the server does not answer, or is of another version by now. ";

const template = document.querySelector("template[data-served]");
let isLost = false;

// A script that has failed once is never run, but a copy is. In a saved page there shall be none.
export const load = () => {
  if (isSaved || !template) return;
  const script = document.importNode(template.content, true).querySelector("script");
  for (const end of ["load", "error"]) script.addEventListener(end, () => script.remove());
  script.addEventListener("error", fail);
  document.body.append(script);
};

const again = ({ target }) => {
  target.closest(".console").querySelector("textarea").focus();
  for (const note of document.querySelectorAll(".console > .locked")) note.remove();
  isLost = false;
  say("");
  load();
};

// Says at a console that it is none, if that is so.
export const tell = (root) => {
  if (!isLost) return;
  const note = make("p", "locked", lost);
  note.append(makeButton("Load it again", again));
  root.prepend(note);
};

const fail = () => {
  isLost = true;
  for (const root of document.querySelectorAll(".console")) tell(root);
  say(lost);
};
