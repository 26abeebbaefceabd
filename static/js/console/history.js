// What was run in this project, kept in the browser, and the ways back to it.

import { facts } from "./page.js";

const key = `debugpage.history.${facts.project}`;
const longest = 500; // entries
const largest = 100_000; // characters of an entry

const stored = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return Array.isArray(kept) ? kept.filter((entry) => typeof entry === "string") : [];
  } catch {
    return null; // storage is closed, or holds something else
  }
};

let entries = stored() ?? [];

addEventListener("storage", (event) => {
  if (event.key === key) entries = stored() ?? entries;
});

// Other pages of the project write too, so what they have stored comes first.
export const remember = (code) => {
  if (code.length > largest) return;
  entries = stored() ?? entries;
  if (entries.at(-1) !== code) entries = [...entries, code].slice(-longest);
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // the history lasts as long as this page, then
  }
};

// The newest entry before `place` that holds the words, with its place; undefined if there is none.
export const found = (words, place = Infinity) => {
  for (let at = Math.min(place, entries.length) - 1; at >= 0; at -= 1) {
    if (entries[at].includes(words)) return { at, text: entries[at] };
  }
  return undefined;
};

// A walk back through the entries that begin with what stands in the box.
export class Walk {
  #shown = null; // {draft, list, place}: what is walked through

  reset() {
    this.#shown = null;
  }

  back(draft) {
    this.#shown ??= this.#begin(draft);
    return this.#go(this.#shown.place - 1);
  }

  forward() {
    return this.#shown ? this.#go(this.#shown.place + 1) : undefined;
  }

  #begin(draft) {
    const matching = entries.filter((entry) => entry.startsWith(draft) && entry !== draft);
    const list = [...new Set(matching.reverse())].reverse();
    return { draft, list, place: list.length };
  }

  #go(place) {
    const { draft, list } = this.#shown;
    if (place < 0 || place > list.length) return undefined;
    this.#shown.place = place;
    return list[place] ?? draft;
  }
}
