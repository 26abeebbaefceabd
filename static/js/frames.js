// Keys to walk through the frames, to open them, their consoles and their files.

const facts = JSON.parse(document.getElementById("facts").textContent);
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
