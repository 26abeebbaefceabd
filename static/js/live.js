// The script that --live appends to pages of the app: they load themselves when it is served anew.

import { follow } from "./heal/line.js";

const own = document.querySelector("script[data-debugpage-events]");
let served;

// What somebody has typed shall not vanish.
const isTouched = () =>
  [...document.querySelectorAll("input:not([type=hidden]), textarea")].some(
    (field) => field.value !== field.defaultValue,
  );

const hearOf = ({ generation }) => {
  served ??= generation;
  if (generation !== served && !isTouched()) location.reload();
};

follow(own.dataset.debugpageEvents, hearOf);
