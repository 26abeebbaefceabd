// The list of errors: a filter by words, keys to walk through it, and news as they come.

import { follow } from "./list/follow.js";
import { fill } from "./list/rows.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const list = document.querySelector("[data-errors]");
const box = document.querySelector("[data-filter]");
const status = document.querySelector("[data-announcements]");

const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

const shown = () => [...list.children].filter((error) => !error.hidden);

const filter = () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const error of list.children) {
    const text = error.textContent.toLowerCase();
    error.hidden = !words.every((word) => text.includes(word));
  }
  document.querySelector("[data-none]").hidden = !list.children.length || shown().length > 0;
  document.querySelector("[data-nothing]").hidden = list.children.length > 0;
  status.textContent = words.length ? counted(shown().length, "error") : "";
};

const clear = () => {
  box.value = "";
  filter();
};

const linkOf = (error) => error.querySelector("[data-part='error']");

const focused = () => document.activeElement?.closest("[data-errors] > li");

const step = (by) => {
  const all = shown();
  const index = all.indexOf(focused());
  const next = all[index < 0 ? 0 : index + by];
  if (next) linkOf(next).focus();
};

const toggle = () => {
  const earlier = focused()?.querySelector("[data-part='earlier']:not([hidden])");
  if (earlier) earlier.open = !earlier.open;
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  o: toggle,
  "/": () => box.select(),
  Escape: clear,
};

document.addEventListener("debugpage:key", (event) => {
  if (!Object.hasOwn(actions, event.detail)) return;
  event.preventDefault();
  actions[event.detail]();
});

box.addEventListener("input", filter);
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the key is the input method's
  if (event.key === "Enter") step(1);
  if (event.key !== "Escape") return;
  event.preventDefault();
  if (box.value) clear();
  else box.blur();
});

const show = (errors) => {
  const fresh = fill(list, errors);
  filter();
  if (fresh && !box.value) status.textContent = `${counted(fresh, "new error")}.`;
};

if (facts.events) follow(facts.events, facts.version, show);
