// The choice which folds are open, remembered by what they hold: ids are others in the next report.

const key = "debugpage.folds";
const every = "*"; // what the button has chosen, for folds of all kinds
const button = document.querySelector("[data-folds]");
const folds = [...document.querySelectorAll(".fold")];

const recall = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept instanceof Object ? kept : {};
  } catch {
    return {}; // storage is closed, or holds something else
  }
};

const remember = (choices) => {
  try {
    localStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // storage is closed: the choice holds for this page
  }
};

const show = (choices) => {
  for (const fold of folds) fold.open = choices[fold.dataset.holds] ?? choices[every] ?? false;
  button?.setAttribute("aria-pressed", choices[every] ?? false);
};

if (button) button.hidden = folds.length === 0;
button?.addEventListener("click", () => {
  const choices = { [every]: button.getAttribute("aria-pressed") !== "true" };
  remember(choices);
  show(choices);
});

// What opens while frames are filtered is the filter's doing.
const isFiltered = () => Boolean(document.querySelector("[data-filter]")?.value);

document.addEventListener("click", (event) => {
  const fold = event.target.closest(".fold > summary")?.parentElement;
  if (fold && !isFiltered()) remember({ ...recall(), [fold.dataset.holds]: !fold.open });
});

show(recall());
