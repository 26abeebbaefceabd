// Values as trees. Whoever has one asks by an event, and names the element that it shall be put into.

const make = (tag, css, text) => {
  const element = document.createElement(tag);
  if (css) element.className = css;
  if (text !== undefined) element.textContent = text;
  return element;
};

const caption = (value) => {
  const length = value.length === null ? "" : ` · ${value.length.toLocaleString("en")}`;
  return value.type + length;
};

const leaf = (value) => {
  const pair = document.createDocumentFragment();
  pair.append(make("code", `v ${value.kind}`, value.text), " ", make("span", "of", caption(value)));
  return pair;
};

const item = (entry) => {
  const line = make("li");
  line.append(make("span", "key", entry.name), " ", tree(entry.value));
  return line;
};

export const tree = (value) => {
  if (!value.children.length) return leaf(value);
  const details = make("details", "value");
  const summary = make("summary");
  summary.append(leaf(value));
  const list = make("ul");
  list.append(...value.children.map(item));
  if (value.omitted) list.append(make("li", "gap", `${value.omitted} further items left out`));
  details.append(summary, list);
  return details;
};

document.addEventListener("debugpage:value", ({ target, detail }) => target.append(tree(detail)));
