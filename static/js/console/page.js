// What scripts share: the page's facts, its voice, its elements, its road to the server.

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

export const pause = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

// Answers {answer}, or {refusal, status}: a status of 0 says that there was no answer at all.
export const send = (frame, name, fields) => {
  const command = { frame, name, fields };
  document.dispatchEvent(new CustomEvent("debugpage:command", { detail: command }));
  return command.reply;
};
