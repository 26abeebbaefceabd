// Keys to walk through the frames, and the choice whether library frames are shown.

const facts = JSON.parse(document.getElementById("facts").textContent);
const key = "debugpage.folds";
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
  frame.querySelector("[data-console]").dispatchEvent(new CustomEvent("debugpage:console"));
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  o: () => focused() && toggle(focused()),
  c: () => focused() && enterConsole(focused()),
  e: () => focused()?.querySelector("[data-editor]")?.click(),
};

const isTyping = (element) =>
  element.closest("input, textarea, select, dialog, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (!(event.key in actions) || isTyping(event.target)) return;
  event.preventDefault();
  actions[event.key]();
});

const button = document.querySelector("[data-folds]");

const fold = (areShown) => {
  button.setAttribute("aria-pressed", areShown);
  for (const details of document.querySelectorAll(".fold")) details.open = areShown;
};

if (button) {
  button.hidden = !document.querySelector(".fold");
  button.addEventListener("click", () => {
    const areShown = button.getAttribute("aria-pressed") !== "true";
    fold(areShown);
    try {
      localStorage.setItem(key, areShown);
    } catch {
      // storage is closed: the choice holds for this page
    }
  });
  try {
    if (localStorage.getItem(key) === "true") fold(true);
  } catch {
    // storage is closed: nothing was chosen
  }
}
