// The list of keys.

const dialog = document.querySelector(".help");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) dialog?.showModal();
  if (event.target.closest("[data-help-close]")) dialog?.close();
});

document.addEventListener("debugpage:key", (event) => {
  if (event.detail !== "?" || !dialog) return;
  event.preventDefault();
  dialog.showModal();
});
