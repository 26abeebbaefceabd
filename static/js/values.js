// Values as trees, and ways to load what they do not show. Whoever has a value asks by an event.

import { facts, isSaved, make, makeButton, say } from "./console/page.js";
import { send } from "./console/send.js";
import { frameOf, nameOf, pathTo } from "./values/path.js";

const itemsInAnAnswer = 24;
const longestObvious = 60;
const obvious = new Set(["str", "int", "float", "bool", "NoneType", "bytes"]);

const counted = (number, noun) =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const caption = ({ type, length }) => {
  if (obvious.has(type) && (length ?? 0) <= longestObvious) return "";
  return length === null ? type : `${type} · ${length.toLocaleString("en")}`;
};

const isUnread = (value) =>
  value.omitted > 0 || (value.kind === "failed" && value.text.endsWith("not loaded>"));

const line = (value) => {
  const pair = make("span");
  pair.append(make("code", value.kind === "plain" ? "" : value.kind, value.text));
  if (caption(value)) pair.append(" ", make("i", "", caption(value)));
  return pair;
};

const leaf = (value) => {
  const single = line(value);
  if (isUnread(value)) single.dataset.unread = "";
  return single;
};

const item = (entry) => {
  const row = make("li");
  row.append(make("b", "", entry.name), " ", tree(entry.value));
  return row;
};

const items = (value) => {
  const rows = value.children.map(item);
  if (!value.omitted) return rows;
  const rest = make("li", "gap", `${counted(value.omitted, "further item")} left out`);
  rest.dataset.more = value.omitted;
  return [...rows, rest];
};

const branch = (head, rows) => {
  const details = make("details", "value");
  const summary = make("summary");
  const list = make("ul");
  summary.append(...head.childNodes);
  list.append(...rows);
  details.append(summary, list);
  return details;
};

const tree = (value) =>
  value.children.length ? branch(line(value), items(value)) : leaf(value);

// Values of the console are told whole once, but for those that it still holds; a frame's are live.
document.addEventListener("debugpage:value", ({ target, detail }) => {
  target.append(tree(detail));
  if ("run" in target.dataset || target.matches(".data td")) open(target);
});

// Answers undefined after a refusal, which then stands below the node.
const ask = async (node, start) => {
  if (node.ariaBusy) return undefined;
  node.querySelector(":scope > .refusal")?.remove();
  node.ariaBusy = "true";
  const { answer, refusal } = await send(frameOf(node), "values", { path: pathTo(node), start });
  node.ariaBusy = null;
  if (refusal) node.append(make("p", "refusal", refusal));
  say(refusal ?? `${nameOf(node)}: ${counted(answer.value.children.length, "item")} loaded`);
  return answer?.value;
};

const focus = (node) => {
  const place = node.querySelector(":scope > summary") ?? node;
  if (place === node) node.tabIndex = -1;
  place.focus();
};

const unfold = async (details) => {
  const value = await ask(details, 0);
  if (!value) return;
  const hadFocus = details.contains(document.activeElement);
  const fresh = offered(tree(value));
  details.replaceWith(fresh);
  tell(fresh);
  fresh.open = value.children.length > 0;
  if (hadFocus) focus(fresh);
};

const extend = async (rest) => {
  const list = rest.parentElement;
  const value = await ask(list.parentElement, list.children.length - 1);
  if (!value) return;
  const rows = items(value);
  rest.replaceWith(...rows);
  open(list);
  const button = list.querySelector(":scope > .gap > button");
  if (button ?? rows[0]) focus(button ?? rows[0]);
};

const closed = (single) => {
  const details = branch(single, []);
  details.classList.add("unread");
  details.addEventListener("toggle", () => details.open && unfold(details));
  return details;
};

const addButton = (rest) => {
  const number = Number(rest.dataset.more);
  const label = `Load ${Math.min(number, itemsInAnAnswer)} more`;
  const button = makeButton(label, () => extend(rest));
  delete rest.dataset.more;
  rest.replaceChildren(button, ` of ${counted(number, "further item")}`);
};

// Marks of what is not shown become ways to load it.
const offer = (root) => {
  for (const single of root.querySelectorAll("[data-unread]")) single.replaceWith(closed(single));
  for (const rest of root.querySelectorAll("[data-more]")) addButton(rest);
};

// Values that are on the page now, and can be asked for.
const tell = (root) => root.dispatchEvent(new CustomEvent("debugpage:values", { bubbles: true }));

const offered = (node) => {
  offer(node);
  return "unread" in node.dataset ? closed(node) : node;
};

const open = (root) => {
  offer(root);
  tell(root);
};

for (const table of document.querySelectorAll(".frame .data")) {
  if (isSaved || !facts.tokens[frameOf(table)]) continue;
  const details = table.closest("details");
  if (details.open) open(table);
  details.addEventListener("toggle", () => details.open && open(table));
}
