// Keys meant for the page: none that is typed somewhere, has a modifier, or belongs to an input method.
// Who uses one prevents the default of the event `debugpage:key`, whose detail is the key.

const places = "input, textarea, select, dialog, [contenteditable]";

const isTyping = (target) => target instanceof Element && target.closest(places) !== null;

const isPlain = ({ altKey, ctrlKey, metaKey, isComposing, defaultPrevented }) =>
  !(altKey || ctrlKey || metaKey || isComposing || defaultPrevented);

document.addEventListener("keydown", (event) => {
  if (!isPlain(event) || isTyping(event.target)) return;
  const offer = new CustomEvent("debugpage:key", { detail: event.key, cancelable: true });
  if (!document.dispatchEvent(offer)) event.preventDefault();
});
