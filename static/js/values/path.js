// Where a node of a tree of values lies: in which frame, and by which way from its root.

export const frameOf = (node) => node.closest(".frame").id.slice("frame-".length);

const runOf = (node) => node.closest("[data-run]")?.dataset.run;

const rootOf = (node) =>
  runOf(node) ? { run: Number(runOf(node)) } : node.closest("tr").querySelector("th").textContent;

export const nameOf = (node) => (runOf(node) ? "The value" : rootOf(node));

// The way to a node: where it begins, which is a name or what was run, then at each level the
// number of an item.
export const pathTo = (node) => {
  const numbers = [];
  for (let row = node.closest("li"); row; row = row.parentElement.closest("li")) {
    numbers.unshift([...row.parentElement.children].indexOf(row));
  }
  return [rootOf(node), ...numbers];
};
