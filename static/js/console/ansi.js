// Text that a program wrote for a terminal: colours become classes, what cannot be seen a mark.

import { make } from "./page.js";

const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const weights = { 1: "bold", 2: "faint", 3: "italic", 4: "underline" };
const ends = { 22: ["bold", "faint"], 23: ["italic"], 24: ["underline"], 39: colours };

// A sequence that selects graphics (ECMA-48, SGR), one that is cut off, a carriage return.
const control = /\x1b\[([\d;:]*)m|\x1b(?:\[[\d;:]*)?$|\r$|\r(?!\n)|\r\n/g;

// Controls, fillers, joiners, bidi controls: what the server marks in values, too.
const hidden = new RegExp(
  "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
    "\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0]",
  "g",
);
const controls =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB " +
  "CAN EM SUB ESC FS GS RS US";
const names = controls.split(" ");

const spelled = (character) => {
  const code = character.charCodeAt(0);
  return `⟨${names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}⟩`;
};

export const visible = (text) => text.replace(hidden, spelled);

const colourOf = (code) => {
  if (code >= 30 && code <= 37) return colours[code - 30];
  return code >= 90 && code <= 97 ? colours[code - 90] : undefined;
};

// One stream of output, in an element: it may be cut anywhere, also within a sequence.
export class Terminal {
  constructor(element) {
    this.element = element;
    this.styles = new Set();
    this.rest = "";
    this.line = []; // the text nodes of the last line, which a carriage return takes back
    this.isReturned = false;
  }

  write(text) {
    const whole = this.rest + text;
    this.rest = "";
    let at = 0;
    for (const found of whole.matchAll(control)) {
      this.#print(whole.slice(at, found.index));
      at = found.index + found[0].length;
      this.#obey(found, at === whole.length);
    }
    this.#print(whole.slice(at));
  }

  // What is held back at the end is no sequence: it is shown.
  end() {
    this.#print(this.rest.replace("\r", ""));
    this.rest = "";
  }

  #obey([sequence, codes], isLast) {
    if (codes !== undefined) this.#style(codes.split(/[;:]/).map(Number));
    else if (sequence === "\r\n") this.#print("\n");
    else if (isLast) this.rest = sequence;
    else this.isReturned = true;
  }

  #style(codes) {
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index];
      if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4; // of 256 or more
      else this.#set(code);
    }
  }

  #set(code) {
    const colour = colourOf(code);
    const gone = code === 0 ? [...this.styles] : colour ? colours : (ends[code] ?? []);
    for (const style of gone) this.styles.delete(style);
    if (colour ?? weights[code]) this.styles.add(colour ?? weights[code]);
  }

  #print(text) {
    if (!text) return;
    if (this.isReturned && text[0] !== "\n") this.#takeBack();
    this.isReturned = false;
    const head = text.slice(0, text.lastIndexOf("\n") + 1);
    if (head) {
      this.#append(head);
      this.line = [];
    }
    if (head !== text) this.line.push(this.#append(text.slice(head.length)));
  }

  #takeBack() {
    for (const node of this.line) node.remove();
    this.line = [];
  }

  #append(text) {
    const node = document.createTextNode(visible(text));
    this.#place().append(node);
    return node;
  }

  #place() {
    const css = [...this.styles].sort().join(" ");
    if (!css) return this.element;
    const last = this.element.lastElementChild;
    if (last && last === this.element.lastChild && last.className === css) return last;
    const span = make("span", css);
    this.element.append(span);
    return span;
  }
}
