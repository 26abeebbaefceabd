// The box that code is typed into: its text is shown in colours by a copy that lies below it.

import { indentation, shifted, step, withoutPrompts } from "./indent.js";
import { make } from "./page.js";
import { paint } from "./paint.js";
import { scan } from "./python.js";

const mostPainted = 50_000; // characters: longer texts have no colours

export class Editor {
  // `root` holds the box, which may have been typed into.
  constructor(root) {
    this.root = root;
    this.box = root.querySelector("textarea");
    this.copy = make("pre", "python");
    this.copy.setAttribute("aria-hidden", "true");
    this.root.prepend(this.copy);
    this.box.addEventListener("input", () => this.#read());
    this.box.addEventListener("blur", () => this.#paint());
    this.box.addEventListener("paste", (event) => this.#paste(event));
    document.addEventListener("selectionchange", () => this.#isFocused && this.#paint());
    this.#read();
  }

  get text() {
    return this.box.value;
  }

  set text(text) {
    this.replace(0, this.text.length, text);
  }

  get before() {
    return this.text.slice(0, this.box.selectionStart);
  }

  get after() {
    return this.text.slice(this.box.selectionEnd);
  }

  get hasSelection() {
    return this.box.selectionStart !== this.box.selectionEnd;
  }

  // By a command of the browser where the box has the focus, so that it can be undone.
  replace(start, end, text) {
    if (start === end && !text) return;
    this.box.setSelectionRange(start, end);
    const command = text ? "insertText" : "delete";
    if (this.#isFocused && document.execCommand(command, false, text)) return;
    this.box.setRangeText(text, start, end, "end");
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  insert(text) {
    this.replace(this.box.selectionStart, this.box.selectionEnd, text);
  }

  newLine() {
    this.insert(`\n${" ".repeat(indentation(this.before))}`);
  }

  place(at) {
    this.box.setSelectionRange(at, at);
  }

  // Where a character of the text is on the screen.
  rectangle(at) {
    const range = document.createRange();
    const walker = document.createTreeWalker(this.copy, NodeFilter.SHOW_TEXT);
    let rest = at;
    while (walker.nextNode() && rest > walker.currentNode.length) rest -= walker.currentNode.length;
    range.setStart(walker.currentNode, Math.min(rest, walker.currentNode.length));
    return range.getBoundingClientRect();
  }

  // Answers whether the key was for the text: what it does not use, the browser does.
  press({ key, shiftKey, ctrlKey, altKey, metaKey }) {
    if (ctrlKey || altKey || metaKey) return false;
    const acts = shiftKey
      ? { Enter: () => this.newLine(), Tab: () => this.#shift(-1) }
      : { Tab: () => this.#indent(), Backspace: () => this.#outdent() };
    return acts[key] ? acts[key]() !== false : false;
  }

  get #isFocused() {
    return document.activeElement === this.box;
  }

  // From an empty box, Tab goes on to the next element as everywhere.
  #indent() {
    if (!this.text) return false;
    return this.hasSelection ? this.#shift(1) : this.#fill();
  }

  #shift(steps) {
    const { selectionStart, selectionEnd } = this.box;
    const change = shifted(this.text, selectionStart, selectionEnd, steps);
    if (change.text === this.text.slice(change.start, change.end)) return false;
    return this.#put(change, selectionStart, selectionEnd);
  }

  #put({ start, end, text }, from, to) {
    const grown = text.length - (end - start);
    const isOneLine = !text.includes("\n");
    this.replace(start, end, text);
    if (isOneLine && from === to) this.place(Math.max(from + grown, start));
    else this.box.setSelectionRange(start, start + text.length);
  }

  #fill() {
    const column = this.before.length - (this.before.lastIndexOf("\n") + 1);
    this.insert(" ".repeat(step - (column % step)));
  }

  // In the spaces before a line, one step at a time.
  #outdent() {
    const spaces = /(?:^|\n)( +)$/.exec(this.before)?.[1].length ?? 0;
    if (this.hasSelection || spaces < 2) return false;
    const at = this.box.selectionStart;
    return this.replace(at - (spaces % step || step), at, "");
  }

  #paste(event) {
    const pasted = event.clipboardData.getData("text/plain");
    const text = withoutPrompts(pasted);
    if (text === pasted.replace(/\r\n?/g, "\n")) return;
    event.preventDefault();
    this.insert(text);
  }

  #read() {
    const isLong = this.text.length > mostPainted;
    this.scanned = isLong ? { tokens: [], pairs: [] } : scan(this.text);
    this.#paint();
  }

  // The line feed gives a last line that is empty its height.
  #paint() {
    paint(this.copy, `${this.text}\n`, this.scanned.tokens, this.#partners());
  }

  // The two brackets or quotes of which one stands beside the cursor.
  #partners() {
    if (this.hasSelection || !this.#isFocused) return [];
    const at = this.box.selectionStart;
    const isBeside = ([start, end]) => start === at || end === at;
    return this.scanned.pairs.find((pair) => pair.some(isBeside)) ?? [];
  }
}
