// What a page does when the app is served anew: it loads again what failed, or offers to.

import { facts, make, makeButton, say } from "./console/page.js";
import { healing, sendAgain } from "./heal/again.js";
import { show } from "./heal/bar.js";
import { follow } from "./heal/line.js";
import { fileNames, mark } from "./heal/saved.js";

const key = "debugpage.loaded";
const mostLoads = 3;
let generation = healing.generation;

// What is typed or runs shall not vanish under the hands that type it.
const isUsed = () =>
  document.querySelector(".console [aria-busy='true']") !== null ||
  [...document.querySelectorAll(".console textarea")].some((box) => box.value.trim());

// For one and the same generation a page loads itself a few times at most: the generation before
// may answer once more while it ends.
const mayLoad = () => {
  try {
    const [last, times] = (sessionStorage.getItem(key) ?? "").split(" ");
    const count = last === generation ? Number(times) + 1 : 1;
    sessionStorage.setItem(key, `${generation} ${count}`);
    return count <= mostLoads;
  } catch {
    return false; // storage is closed: better asked than for ever
  }
};

const reload = () => location.reload();

const open = () => {
  const link = make("a", "", `Open ${healing.asked} again`);
  link.href = location.origin + healing.address;
  return link;
};

const ways = () => {
  if (healing.loads) return [makeButton("Reload", reload)];
  if (healing.again) return [makeButton(`Send ${healing.asked} again`, sendAgain)];
  return healing.address && !healing.obstacle ? [open()] : [];
};

const told = (files) =>
  [
    files.length ? `${fileNames(files)} saved, and the app is served anew.` : "The app is served anew.",
    Object.keys(facts.tokens).length ? "The consoles of this page are gone; its text stays." : "",
    healing.obstacle ? `${healing.asked} cannot be sent again: ${healing.obstacle}.` : "",
  ].filter(Boolean);

const restart = (files) => {
  if (healing.loads && !isUsed() && mayLoad()) reload();
  else if (healing.isSent) say(told(files).join(" ")); // what came of that stays in sight
  else show(told(files).join(" "), ...ways());
};

const hear = (news) => {
  const isAnew = news.generation !== generation;
  const files = isAnew ? [...new Set([...news.began, ...news.saved])] : news.saved;
  mark(files);
  if (!isAnew) return;
  generation = news.generation;
  restart(files);
};

for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", sendAgain);
}

if (healing.events && location.protocol.startsWith("http")) follow(healing.events, hear);
