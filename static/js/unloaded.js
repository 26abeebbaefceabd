// The values of a library's frame, which are loaded when it is opened: a table in place of a note.

import { facts, isSaved, make, makeButton, say } from "./console/page.js";
import { send } from "./console/send.js";
import { frameOf } from "./values/path.js";

const asNow = "As they are now: what has changed since it failed is told as it is.";

// What is refused by 403 is told to the terminal alone.
const sentence = (refusal, status) =>
  status === 403 ? "This page may ask no more: its consoles were locked, or it is too old." : refusal;

const row = (body, { name, value }) => {
  const line = body.insertRow();
  const header = make("th", "", name);
  header.scope = "row";
  const cell = make("td");
  line.append(header, cell);
  cell.dispatchEvent(new CustomEvent("debugpage:value", { bubbles: true, detail: value }));
};

const group = (table, title, entries, css) => {
  if (!entries.length) return;
  const body = table.createTBody();
  body.className = css;
  const header = make("th", "", title);
  header.colSpan = 2;
  header.scope = "rowgroup";
  body.insertRow().append(header);
  for (const entry of entries) row(body, entry);
};

const makeTable = () => {
  const table = make("table");
  table.setAttribute("aria-label", "Values");
  const columns = make("colgroup");
  columns.append(make("col", "name"), make("col"));
  table.append(columns);
  return table;
};

const fill = (place, { values, locals, locals_omitted: omitted }) => {
  const names = new Set(values.map(({ name }) => name));
  const others = locals.filter(({ name }) => !names.has(name));
  const table = makeTable();
  place.replaceChildren(table);
  group(table, "At the marked line", values, "near");
  group(table, values.length ? "Other locals" : "Locals", others, "");
  if (omitted) place.append(make("p", "gap", `${omitted.toLocaleString("en")} further left out`));
  place.append(make("p", "gap", asNow));
};

const show = (place, answer) => {
  place.removeAttribute("data-unloaded");
  place.tabIndex = 0; // a long table scrolls
  if (answer.values.length || answer.locals.length) fill(place, answer);
  else place.replaceChildren(make("p", "gap", "This frame has no values."));
  say("The values are loaded.");
};

// What is gone stays so.
const fail = (place, reason, status) => {
  const told = `The values were not loaded. ${reason}`;
  const note = make("p", "gap", `${told} `);
  if (status !== 410) note.append(makeButton("Try again", () => load(place)));
  place.replaceChildren(note);
  say(told);
};

// Whoever has pressed the button stays where it was.
const wait = (place) => {
  if (place.contains(document.activeElement)) {
    place.tabIndex = 0;
    place.focus();
  }
  place.ariaBusy = "true";
  place.replaceChildren(make("p", "gap", "Loading the values…"));
};

const load = async (place) => {
  if (place.ariaBusy || !("unloaded" in place.dataset)) return;
  wait(place);
  const { answer, refusal, status } = await send(frameOf(place), "values", { path: [] });
  place.ariaBusy = null;
  if (refusal) fail(place, sentence(refusal, status), status);
  else show(place, answer);
};

for (const place of document.querySelectorAll("[data-unloaded]")) {
  if (isSaved || !facts.tokens[frameOf(place)]) continue;
  const details = place.closest("details");
  if (details.open) load(place);
  details.addEventListener("toggle", () => details.open && load(place));
}
