// Buttons that copy: the plain traceback, the Markdown, the path of a frame.

import { facts, say } from "./console/page.js";

const shownFor = 1500; // milliseconds

const pathOf = (button) => button.closest(".file").querySelector(".name").textContent;

const texts = {
  text: () => document.getElementById("traceback")?.textContent ?? "",
  markdown: () => facts.markdown,
};

// Pages on plain http have no clipboard API, but still the older command.
const copyByCommand = (text) => {
  const box = document.createElement("textarea");
  box.value = text;
  box.readOnly = true;
  document.body.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  return isDone;
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
};

const announce = (button, text) => {
  say(text);
  button.dataset.label ??= button.textContent;
  button.textContent = text;
  setTimeout(() => {
    button.textContent = button.dataset.label;
  }, shownFor);
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-path]");
  if (!button) return;
  const text = "copyPath" in button.dataset ? pathOf(button) : texts[button.dataset.copy]();
  const isDone = await copy(text);
  button.focus();
  announce(button, isDone ? "Copied" : "Not copied");
});
