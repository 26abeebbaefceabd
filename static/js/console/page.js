// What scripts share: the page's facts, its voice, its elements.

export const facts = JSON.parse(document.getElementById("facts").textContent);

export const isSaved = location.protocol === "file:";

const status = document.querySelector("[data-announcements]");

export const make = (tag, css, text) => {
  const element = document.createElement(tag);
  if (css) element.className = css;
  if (text !== undefined) element.textContent = text;
  return element;
};

export const makeButton = (label, act) => {
  const button = make("button", "", label);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
};

export const say = (text) => {
  if (status) status.textContent = text;
};
