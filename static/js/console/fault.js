// An exception that typed code has raised: its traceback, and the values in each of its frames.

import { visible } from "./ansi.js";
import { make } from "./page.js";

const valuesOf = ({ values, locals }) => {
  const names = new Set(values.map(({ name }) => name));
  return [...values, ...locals.filter(({ name }) => !names.has(name))];
};

const addRow = (list, { name, value }) => {
  const row = make("li");
  row.append(make("b", "", name), " ");
  list.append(row);
  row.dispatchEvent(new CustomEvent("debugpage:value", { bubbles: true, detail: value }));
};

const fill = (details, frame) => {
  const list = make("ul", "values");
  details.append(list);
  for (const entry of valuesOf(frame)) addRow(list, entry);
  if (frame.locals_omitted) list.append(make("li", "gap", `${frame.locals_omitted} more left out`));
};

const disclosure = (frame) => {
  const details = make("details", "frame-values");
  details.append(make("summary", "", `Values in ${frame.function}, ${frame.path}:${frame.line}`));
  details.addEventListener("toggle", () => fill(details, frame), { once: true });
  return details;
};

export const fault = ({ traceback, report }) => {
  const block = make("div", "error");
  const frames = report.problems.flatMap((problem) => problem.frames);
  block.append(make("pre", "", visible(traceback.trimEnd())));
  block.append(...frames.filter((frame) => valuesOf(frame).length > 0).map(disclosure));
  return block;
};
