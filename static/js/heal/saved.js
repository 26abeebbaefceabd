// Files that were saved since the page was made: said at the frames that stand in them.

import { make } from "../console/page.js";

export const fileNames = (files) => {
  const names = files.map((file) => file.split(/[\\/]/).at(-1));
  const shown = names.slice(0, 3).join(", ");
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `${shown}${rest} ${names.length === 1 ? "was" : "were"}`;
};

const isIn = (frame, file) =>
  frame.querySelector(".file > .name")?.textContent.startsWith(`${file}:`);

const markFrame = (frame, file) => {
  const code = frame.querySelector(".code");
  if (!code || code.querySelector(".stale")) return;
  code.prepend(make("p", "stale", `${fileNames([file])} saved just now: these lines are those from before.`));
};

export const mark = (files) => {
  for (const frame of files.length ? document.querySelectorAll(".frame") : []) {
    const file = files.find((one) => isIn(frame, one));
    if (file) markFrame(frame, file);
  }
};
