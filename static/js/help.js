// The list of keys.

const dialog = document.querySelector(".help");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) dialog?.showModal();
  if (event.target.closest("[data-help-close]")) dialog?.close();
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "?" || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!dialog || dialog.open) return;
  event.preventDefault();
  dialog.showModal();
});
