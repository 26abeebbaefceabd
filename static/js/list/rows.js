// The rows of the list, made from what the server tells: texts alone, in elements that are there.

const blank = document.querySelector("[data-blank]").content;
const blankMoment = document.querySelector("[data-blank-moment]").content;
const told = new WeakMap();

const setTime = (time, one) => {
  time.textContent = one.time;
  time.dateTime = one.datetime;
};

const setState = (state, one) => {
  state.textContent = one.alive ? "alive" : "gone";
  state.dataset.alive = String(one.alive);
};

const addressOf = (list, one) => list.dataset.base + encodeURIComponent(one.id);

const makeMoment = (list, one) => {
  const item = blankMoment.querySelector("li").cloneNode(true);
  item.querySelector("a").href = addressOf(list, one);
  setTime(item.querySelector("time"), one);
  setState(item.querySelector(".state"), one);
  return item;
};

const makeRow = (list, row) => {
  const item = blank.querySelector("li").cloneNode(true);
  const part = (name) => item.querySelector(`[data-part='${name}']`);
  item.dataset.id = row.id;
  for (const name of ["error", "occasion", "place", "function"]) part(name).textContent = row[name];
  part("error").href = addressOf(list, row);
  part("count").textContent = `×${row.count}`;
  part("count").setAttribute("aria-label", `${row.count} times`);
  part("count").hidden = row.count === 1;
  setTime(part("time"), row);
  setState(part("state"), row);
  part("earlier").hidden = row.earlier.length === 0;
  part("earlier").querySelector(".unseen").textContent = ` times of ${row.error}`;
  part("earlier").querySelector("ol").replaceChildren(...row.earlier.map((one) => makeMoment(list, one)));
  return item;
};

const idsOf = (row) => [row.id, ...row.earlier.map((one) => one.id)];

// What was there of equal errors is known by its newest, which is among those of the new row.
const before = (list, row) => {
  const ids = new Set(idsOf(row));
  return [...list.children].find((item) => ids.has(item.dataset.id));
};

const keepState = (from, to) => {
  const opened = from.querySelector("[data-part='earlier']");
  to.querySelector("[data-part='earlier']").open = opened.open;
};

// What stays where it is keeps the focus, and ends its arrival.
const place = (list, items) => {
  items.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild.remove();
};

const renewed = (list, row, old) => {
  const text = JSON.stringify(row);
  if (old && told.get(old) === text) return old;
  const item = makeRow(list, row);
  told.set(item, text);
  if (old) keepState(old, item);
  if (old?.dataset.id !== row.id) item.dataset.new = "";
  old?.replaceWith(item);
  return item;
};

// Returns how many rows have come that were not there, or not with their newest error.
export const fill = (list, rows) => {
  const at = document.activeElement?.closest("[data-errors] > li");
  let fresh = 0;
  let focus;
  const items = rows.map((row) => {
    const old = before(list, row);
    if (old?.dataset.id !== row.id) fresh += 1;
    const item = renewed(list, row, old);
    if (old && old === at) focus = item;
    return item;
  });
  place(list, items);
  focus?.querySelector("[data-part='error']").focus({ preventScroll: true });
  return fresh;
};
