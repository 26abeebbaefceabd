// Keys to walk through the frames, to open them, their consoles and their files.

import { facts } from "./console/page.js";

let current = document.getElementById(`frame-${facts.open}`);

const frames = () =>
  [...document.querySelectorAll(".frame")].filter((frame) => frame.checkVisibility());

const summary = (frame) => frame.querySelector("summary");

const focused = () => document.activeElement?.closest(".frame") ?? current;

const step = (by) => {
  const all = frames();
  const next = all[all.indexOf(focused()) + by];
  if (!next) return;
  current = next;
  summary(next).focus();
  summary(next).scrollIntoView({ block: "nearest" });
};

const toggle = (frame) => {
  const details = frame.querySelector("details");
  details.open = !details.open;
};

const enterConsole = (frame) => {
  frame.querySelector("details").open = true;
  frame.querySelector("[data-console]")?.dispatchEvent(new CustomEvent("debugpage:console"));
};

// A failing range far to the right of a long line is brought into sight.
const margin = 96; // pixels around it: the line's number covers most of them

const reveal = (frame) => {
  const source = frame.querySelector(".source");
  const mark = source?.querySelector("mark")?.getBoundingClientRect();
  if (!mark) return;
  const { left, right } = source.getBoundingClientRect();
  const hidden = mark.right + margin / 4 - right;
  if (hidden > 0) source.scrollLeft += Math.min(hidden, mark.left - margin - left);
};

for (const frame of document.querySelectorAll(".frame")) {
  const details = frame.querySelector("details");
  if (details.open) reveal(frame);
  details.addEventListener("toggle", () => details.open && reveal(frame));
}

const actions = {
  j: () => step(1),
  k: () => step(-1),
  o: () => focused() && toggle(focused()),
  c: () => focused() && enterConsole(focused()),
  e: () => focused()?.querySelector("[data-editor]")?.click(),
};

document.addEventListener("debugpage:key", (event) => {
  if (!Object.hasOwn(actions, event.detail)) return;
  event.preventDefault();
  actions[event.detail]();
});
