// A box in every frame whose console can be used. What makes it a console is loaded from the server.

import { load, tell } from "./console/load.js";
import { facts, isSaved, make } from "./console/page.js";

const savedPage = "This is a saved page: its consoles ended with the process that it came from.";

const makeBox = () => {
  const box = make("textarea");
  box.setAttribute("aria-label", "Console");
  box.placeholder = "Python, in this frame";
  box.rows = 1;
  box.spellcheck = false;
  box.autocapitalize = "off";
  box.autocomplete = "off";
  box.setAttribute("autocorrect", "off");
  return box;
};

const build = (slot) => {
  const prompt = make("span", "prompt", ">>>");
  prompt.setAttribute("aria-hidden", "true");
  const editor = make("div", "editor");
  editor.append(makeBox());
  const entry = make("div", "entry");
  entry.append(prompt, editor);
  const root = make("div", "console");
  root.append(entry);
  slot.replaceChildren(root);
  tell(root);
  slot.dispatchEvent(new CustomEvent("debugpage:box", { bubbles: true }));
};

const open = (slot) => {
  if (isSaved) slot.replaceChildren(make("p", "gap", savedPage));
  else if (facts.tokens[slot.dataset.console] && !slot.hasChildNodes()) build(slot);
};

const enter = (slot) => {
  open(slot);
  slot.querySelector("textarea")?.focus();
};

for (const slot of document.querySelectorAll("[data-console]")) {
  const details = slot.closest("details");
  if (details.open) open(slot);
  details.addEventListener("toggle", () => details.open && open(slot));
  slot.addEventListener("debugpage:console", () => enter(slot));
}

load();
