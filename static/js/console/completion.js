// What the code in the box may go on with: when that is asked for, and how it is chosen.

import { say } from "./page.js";
import { Popup } from "./popup.js";
import { send } from "./send.js";

const rest = 120; // milliseconds without a key before anything is asked while typing
const mostSent = 20_000; // characters: longer texts are not sent
const page = 8; // options

const begins = (text, start) => text.toLowerCase().startsWith(start.toLowerCase());

// The server also tells what only holds the letters: good to look for, too much to be suggested.
const suggestible = (matches, typed) =>
  matches.filter(({ text }) => begins(text, typed) && text !== typed);

const commonStart = (matches) => {
  let start = matches[0].text;
  for (const { text } of matches) while (!text.startsWith(start)) start = start.slice(0, -1);
  return start;
};

const word = /(?<![\p{L}\p{Nd}_])[\p{L}_][\p{L}\p{Nd}_]*$/u;
const attributeKeyOrModule = /(?:\.|\[["'][^"'\]]*|\b(?:import|from) +)$/;
const argument = /[(,] ?$/;

// Where few things can come next.
const isNarrow = (before) => word.test(before) || attributeKeyOrModule.test(before);

const isWorthAsking = ({ before, after }) =>
  (isNarrow(before) || argument.test(before)) && !/^[\p{L}\p{Nd}_]/u.test(after);

export class Completion {
  #answer = null; // what the popup shows
  #anchor = 0; // where the text begins that a match takes the place of
  #timer;
  #isAsking = false;
  #isOutdated = false;
  #isWanted = false;

  constructor(frame, editor) {
    this.frame = frame;
    this.editor = editor;
    this.popup = new Popup(editor, (index) => this.#take(index));
    this.root = this.popup.root;
    editor.box.addEventListener("input", () => this.#typed());
    editor.box.addEventListener("blur", () => this.close());
    editor.box.addEventListener("pointerdown", () => this.close());
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
    this.popup.hide();
  }

  // Answers whether the key was for the list.
  press({ key, ctrlKey, altKey, metaKey, shiftKey }) {
    if (!this.#answer || ctrlKey || altKey || metaKey || shiftKey) return false;
    const act = this.#actions()[key];
    return act ? act() !== false : false;
  }

  // An action that answers false leaves the key to others.
  #actions() {
    const leave = () => {
      this.close();
      return false;
    };
    const left = { Enter: leave, ArrowUp: leave, ArrowLeft: leave, ArrowRight: leave };
    const all = { ...left, Home: leave, End: leave, Escape: () => this.close() };
    if (!this.#answer.matches.length) return all;
    const first = Math.max(this.popup.chosen, 0);
    const some = { ...all, ArrowDown: () => this.popup.move(1), Tab: () => this.#take(first) };
    return this.popup.chosen < 0 ? some : { ...some, ...this.#moves() };
  }

  // These only once an option is chosen: a list that nobody has asked for is in nobody's way.
  #moves() {
    return {
      Enter: () => this.#take(this.popup.chosen),
      ArrowUp: () => this.popup.move(-1),
      PageDown: () => this.popup.move(page),
      PageUp: () => this.popup.move(-page),
    };
  }

  #typed() {
    clearTimeout(this.#timer);
    if (this.#answer) this.#narrow(this.editor.before);
    if (!this.#answer && !isWorthAsking(this.editor)) return;
    this.#timer = setTimeout(() => this.#ask(), rest);
  }

  // Until the server answers, of what it answered before.
  #narrow(before) {
    const matches = suggestible(this.#answer.matches, before.slice(this.#anchor));
    if (before.length < this.#anchor) this.close();
    else this.#show({ ...this.#answer, matches }, Math.min(this.popup.chosen, 0));
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
    const { before, after, box } = this.editor;
    if (before.length + after.length > mostSent || document.activeElement !== box) return;
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    const { answer } = await send(this.frame, "complete", { before, after });
    const isStale = before !== this.editor.before || document.activeElement !== box;
    if (isStale || !answer) return;
    this.#anchor = before.length - answer.replaces.length;
    if (isWanted) this.#offer(answer);
    else this.#suggest(answer, isNarrow(before));
  }

  #offer(answer) {
    const { matches, replaces } = answer;
    if (!matches.length) say("No completions");
    const isSure = matches.every(({ text }) => begins(text, replaces));
    if (isSure && matches.length === 1) {
      this.#insert(matches[0].text);
    } else {
      if (isSure && matches.length) this.#extend(commonStart(matches), replaces);
      this.#show(answer, 0);
    }
  }

  #extend(start, replaces) {
    if (start.length > replaces.length && start.startsWith(replaces)) this.#write(start);
  }

  // Between arguments only the signature is shown: anything could come there.
  #suggest(answer, hasMatches) {
    const matches = hasMatches ? suggestible(answer.matches, answer.replaces) : [];
    this.#show({ ...answer, matches }, Math.min(this.popup.chosen, 0));
  }

  #show(answer, chosen) {
    if (!answer.matches.length && !answer.signature) {
      this.close();
    } else {
      this.#answer = answer;
      this.popup.show(answer, this.#anchor, chosen);
    }
  }

  #take(index) {
    this.#insert(this.#answer.matches[index].text);
  }

  #insert(text) {
    this.#write(text);
    this.close();
  }

  #write(text) {
    this.editor.replace(this.#anchor, this.editor.before.length, text);
    clearTimeout(this.#timer);
  }
}
