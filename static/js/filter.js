// A filter that leaves the frames whose file, function or library holds all the words typed.

import { say } from "./console/page.js";

const box = document.querySelector("[data-filter]");
const none = document.querySelector("[data-filter-empty]");
const opened = new Set();

const wordsOf = (frame) =>
  `${frame.getAttribute("aria-label")} ${frame.dataset.library ?? ""}`.toLowerCase();

const fits = (frame, words) => words.every((word) => wordsOf(frame).includes(word));

// What the filter has opened it closes again, and nothing else.
const openFold = (fold, isFiltered) => {
  if (isFiltered && !fold.hidden && !fold.open) opened.add(fold);
  if (opened.has(fold)) fold.open = isFiltered;
  if (!isFiltered) opened.delete(fold);
};

const hideEmpty = (selector, isFiltered) => {
  for (const part of document.querySelectorAll(selector)) {
    part.hidden = isFiltered && !part.querySelector(".frame:not([hidden])");
  }
};

const tell = (number, isFiltered) => {
  if (none) none.hidden = number > 0;
  say(isFiltered ? `${number} ${number === 1 ? "frame" : "frames"}` : "");
};

const filter = () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isFiltered = words.length > 0;
  const frames = [...document.querySelectorAll(".frame")];
  for (const frame of frames) frame.hidden = !fits(frame, words);
  for (const selector of [".fold", ".problem"]) hideEmpty(selector, isFiltered);
  for (const fold of document.querySelectorAll(".fold")) openFold(fold, isFiltered);
  tell(frames.filter((frame) => !frame.hidden).length, isFiltered);
};

const clear = () => {
  box.value = "";
  filter();
};

const pick = () => {
  box.focus();
  box.select();
};

const actions = { "/": pick, Escape: clear };

document.addEventListener("debugpage:key", (event) => {
  const isUseful = box && (event.detail !== "Escape" || box.value);
  if (!isUseful || !Object.hasOwn(actions, event.detail)) return;
  event.preventDefault();
  actions[event.detail]();
});

box?.addEventListener("input", filter);
box?.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the key is the input method's
  if (event.key === "Enter") document.querySelector(".frame:not([hidden]) summary")?.focus();
  if (event.key !== "Escape") return;
  event.preventDefault();
  if (box.value) clear();
  else box.blur();
});

// What a link leads to may be filtered out.
document.addEventListener("click", (event) => {
  if (box?.value && event.target.closest('a[href^="#"]')) clear();
});
