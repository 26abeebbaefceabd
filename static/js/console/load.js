// The script that a page has no use for but with its server: it is loaded while the page is read.

import { isSaved, make, makeButton, say } from "./page.js";

const patience = 4000; // milliseconds

const late = "The console is still being loaded: the server has not answered yet. What is typed stays. ";
const lost =
  "The console could not be loaded: the server does not answer, or is of another version by now. ";

const template = document.querySelector("template[data-served]");
let trouble = "";

// A script that has failed once is never run, but a copy is. In a saved page there shall be none.
export const load = () => {
  if (isSaved || !template) return;
  const script = document.importNode(template.content, true).querySelector("script");
  const timer = setTimeout(() => tellAll(late), patience);
  const end = (text) => {
    clearTimeout(timer);
    script.remove();
    if (text !== trouble) tellAll(text);
  };
  script.addEventListener("load", () => end(""));
  script.addEventListener("error", () => end(lost));
  document.body.append(script);
};

const again = ({ target }) => {
  target.closest(".console").querySelector("textarea").focus();
  tellAll("");
  load();
};

// Says at a console that it is none, if that is so.
export const tell = (root) => {
  if (!trouble) return;
  const note = make("p", "locked", trouble);
  if (trouble === lost) note.append(makeButton("Load it again", again));
  root.prepend(note);
};

const tellAll = (text) => {
  trouble = text;
  for (const note of document.querySelectorAll(".console > .locked")) note.remove();
  for (const root of document.querySelectorAll(".console")) tell(root);
  say(text);
};
