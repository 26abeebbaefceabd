// What the code in the box may go on with, as a list to choose from.

import { make, say, send } from "./page.js";

const rest = 120; // milliseconds without a key before anything is asked while typing
const mostSent = 20_000; // characters: longer texts are not sent
const gap = 4; // pixels between the line and the list

let lists = 0;

const begins = (text, start) => text.toLowerCase().startsWith(start.toLowerCase());

// The server also tells what only holds the letters: good to look for, too much to be suggested.
const suggestible = (matches, typed) =>
  matches.filter(({ text }) => begins(text, typed) && text !== typed);

const commonStart = (matches) => {
  let start = matches[0].text;
  for (const { text } of matches) while (!text.startsWith(start)) start = start.slice(0, -1);
  return start;
};

// Where few things can come next: a word that is begun, an attribute, a key, a module.
const isNarrow = (before) =>
  /(?:(?<![\p{L}\p{Nd}_])[\p{L}_][\p{L}\p{Nd}_]*|\.|\[["'][^"'\]]*|\b(?:import|from) +)$/u.test(before);

const isWorthAsking = (before, after) =>
  (isNarrow(before) || /[(,] ?$/.test(before)) && !/^[\p{L}\p{Nd}_]/u.test(after);

export class Completion {
  #answer = null;
  #shown = [];
  #anchor = 0;
  #chosen = -1;
  #timer;
  #isAsking = false;
  #isOutdated = false;
  #isWanted = false;

  constructor(frame, editor) {
    this.frame = frame;
    this.editor = editor;
    this.root = make("div", "completion");
    this.root.popover = "manual";
    this.list = this.#makeList();
    this.tip = make("div", "tip");
    this.root.append(this.list, this.tip);
    this.#describe(editor.box);
    editor.box.addEventListener("input", () => this.#typed());
    for (const name of ["blur", "pointerdown"]) editor.box.addEventListener(name, () => this.close());
    for (const name of ["scroll", "resize"]) addEventListener(name, () => this.#place(), { capture: true, passive: true });
  }

  get isOpen() {
    return this.#answer !== null;
  }

  // Asked for by a key: a single match is taken at once.
  ask() {
    clearTimeout(this.#timer);
    this.#isWanted = true;
    this.#ask();
  }

  close() {
    clearTimeout(this.#timer);
    this.#isWanted = false;
    this.#isOutdated = false;
    this.#answer = null;
    this.#choose(-1);
    if (this.root.matches(":popover-open")) this.root.hidePopover();
  }

  // Answers whether the key was for the list.
  press(event) {
    if (!this.isOpen || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
    const act = this.#actions()[event.key];
    return act ? act() !== false : false;
  }

  // While nothing is chosen, only ↓, Tab and Escape are for a list that nobody has asked for.
  #actions() {
    const isChosen = this.#chosen >= 0;
    const move = (by) => () => this.#move(by);
    const leave = () => {
      this.close();
      return false;
    };
    return {
      Escape: () => this.close(),
      Tab: () => this.#shown.length > 0 && this.#take(Math.max(this.#chosen, 0)),
      ArrowDown: () => this.#shown.length > 0 && this.#move(1),
      Enter: isChosen ? () => this.#take(this.#chosen) : leave,
      ...(isChosen && { ArrowUp: move(-1), PageDown: move(8), PageUp: move(-8) }),
      ...(!isChosen && { ArrowUp: leave }),
      ...Object.fromEntries(["ArrowLeft", "ArrowRight", "Home", "End"].map((key) => [key, leave])),
    };
  }

  #makeList() {
    const list = make("ul");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Completions");
    list.id = `completions-${(lists += 1)}`;
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("li");
      if (option) this.#take([...list.children].indexOf(option));
    });
    return list;
  }

  #describe(box) {
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    box.setAttribute("aria-controls", this.list.id);
  }

  #typed() {
    clearTimeout(this.#timer);
    const { before, after } = this.editor;
    if (this.isOpen) this.#narrow(before);
    if (this.isOpen || isWorthAsking(before, after)) this.#timer = setTimeout(() => this.#ask(), rest);
  }

  // Until the server answers, of what it answered before.
  #narrow(before) {
    const typed = before.slice(this.#anchor);
    const matches = suggestible(this.#answer.matches, typed);
    const isGone = before.length < this.#anchor || (!matches.length && !this.#answer.signature);
    if (isGone) this.close();
    else this.#show({ ...this.#answer, matches }, Math.min(this.#chosen, 0));
  }

  // One question at a time; what has changed meanwhile is asked afterwards.
  async #ask() {
    this.#isOutdated = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOutdated) {
      this.#isOutdated = false;
      await this.#fetch();
    }
    this.#isAsking = false;
  }

  async #fetch() {
    const { before, after, text } = this.editor;
    if (text.length > mostSent || document.activeElement !== this.editor.box) return;
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    const { answer } = await send(this.frame, "complete", { before, after });
    const isStale = before !== this.editor.before || document.activeElement !== this.editor.box;
    if (isStale || !answer) return;
    this.#anchor = before.length - answer.replaces.length;
    if (isWanted) this.#offer(answer);
    else this.#suggest(answer, isNarrow(before));
  }

  #offer(answer) {
    const { matches, replaces } = answer;
    if (!matches.length) say("No completions");
    const isSure = matches.every(({ text }) => begins(text, replaces));
    if (isSure && matches.length === 1) return this.#insert(matches[0].text);
    if (isSure && matches.length) this.#extend(commonStart(matches), replaces);
    return this.#open(answer, 0);
  }

  #extend(start, replaces) {
    if (start.length > replaces.length && start.startsWith(replaces)) this.#write(start);
  }

  // Between arguments only the signature is shown: anything could come there.
  #suggest(answer, hasMatches) {
    const matches = hasMatches ? suggestible(answer.matches, answer.replaces) : [];
    this.#open({ ...answer, matches }, Math.min(this.#chosen, 0));
  }

  #open(answer, chosen) {
    if (!answer.matches.length && !answer.signature) return this.close();
    this.#answer = answer;
    if (!this.root.matches(":popover-open")) this.root.showPopover();
    return this.#show(answer, chosen);
  }

  #show({ matches, omitted, signature, doc }, chosen) {
    this.#shown = matches;
    this.list.replaceChildren(...matches.map((match, index) => this.#option(match, index)));
    this.list.hidden = matches.length === 0;
    this.tip.replaceChildren();
    if (omitted) this.tip.append(make("div", "gap", `${omitted.toLocaleString("en")} more`));
    if (signature) this.tip.append(make("code", "", signature));
    if (doc) this.tip.append(make("div", "", doc));
    this.#choose(matches.length ? chosen : -1);
    this.#place();
  }

  #option({ text, kind }, index) {
    const option = make("li");
    option.setAttribute("role", "option");
    option.id = `${this.list.id}-${index}`;
    option.append(make("code", "", text), make("span", "kind", kind));
    return option;
  }

  #move(by) {
    const { length } = this.#shown;
    this.#choose(Math.abs(by) === 1 ? (this.#chosen + by + length) % length : Math.max(0, Math.min(this.#chosen + by, length - 1)));
  }

  #choose(index) {
    this.#chosen = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    const option = this.list.children[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.editor.box.setAttribute("aria-activedescendant", option.id);
    else this.editor.box.removeAttribute("aria-activedescendant");
  }

  #take(index) {
    this.#insert(this.#shown[index].text);
  }

  #insert(text) {
    this.#write(text);
    this.close();
  }

  #write(text) {
    this.editor.replace(this.#anchor, this.editor.before.length, text);
    clearTimeout(this.#timer);
  }

  // Below the line, or above it where there is more room.
  #place() {
    if (!this.root.matches(":popover-open")) return;
    const line = this.editor.rectangle(this.#anchor);
    const { width, height } = this.root.getBoundingClientRect();
    const fitsBelow = line.bottom + gap + height <= innerHeight || line.top < innerHeight - line.bottom;
    const top = fitsBelow ? line.bottom + gap : line.top - gap - height;
    const left = Math.min(line.left, document.documentElement.clientWidth - width - gap);
    this.root.style.setProperty("top", `${Math.max(top, 0)}px`);
    this.root.style.setProperty("left", `${Math.max(left, gap)}px`);
  }
}
