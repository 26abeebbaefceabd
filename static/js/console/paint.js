// Text in colours: the spans of an element, out of tokens.

const piece = (text, css, isMarked) => {
  if (!css && !isMarked) return text;
  const span = document.createElement("span");
  span.className = isMarked ? `${css} pair`.trim() : css;
  span.textContent = text;
  return span;
};

const cutsOf = (text, ranges) =>
  [...new Set([0, text.length, ...ranges.flat()])].sort((one, other) => one - other);

// Puts the text into an element; `marks` are ranges that stand out.
export const paint = (element, text, tokens, marks = []) => {
  const cuts = cutsOf(text, [...tokens.map(({ start, end }) => [start, end]), ...marks]);
  let next = 0;
  const parts = cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    while (tokens[next]?.end <= start) next += 1;
    const css = tokens[next]?.start <= start ? tokens[next].css : "";
    const isMarked = marks.some(([from, to]) => from <= start && end <= to);
    return piece(text.slice(start, end), css, isMarked);
  });
  element.replaceChildren(...parts);
};
