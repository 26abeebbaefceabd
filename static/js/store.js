// A button at each value that can be asked for: it gives the value a name in the frame's console.

import { send } from "./console/send.js";
import { frameOf, pathTo } from "./values/path.js";

const longest = 120; // characters of a value that are told with its name

const label = "Store as variable";

const summary = (row) => {
  const text = row.querySelector("code").textContent;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

const store = async (button) => {
  const row = button.parentElement;
  const { answer, refusal } = await send(frameOf(row), "store", { path: pathTo(button) });
  const slot = row.closest(".frame").querySelector("[data-console]");
  const detail = { refusal, name: answer?.name, text: summary(row) };
  slot.dispatchEvent(new CustomEvent("debugpage:stored", { bubbles: true, detail }));
};

const makeButton = () => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "store";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => store(button));
  return button;
};

const rows = "td:has(code), .value li:not(.gap), .result";

document.addEventListener("debugpage:values", ({ target }) => {
  for (const row of [target, ...target.querySelectorAll(rows)]) {
    if (row.matches(rows) && !row.querySelector(":scope > .store")) row.append(makeButton());
  }
});
