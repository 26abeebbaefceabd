// The log of a console: what was typed, and what came of it, as text and as trees of values.

import { Terminal, visible } from "./ansi.js";
import { fault } from "./fault.js";
import { make } from "./page.js";
import { paint } from "./paint.js";
import { scan } from "./python.js";

const slack = 24; // pixels from its end within which the log follows what is written

const counted = (number) => `${number.toLocaleString("en")} character${number === 1 ? "" : "s"}`;

// What opens at the end of the log shall be seen, once it has its content.
const reveal = (details) =>
  requestAnimationFrame(() => details.open && details.scrollIntoView({ block: "nearest" }));

const prompted = (code) => {
  const line = make("div", "input");
  const prompt = make("span", "prompt", ">>>");
  const copy = make("code", "python");
  prompt.setAttribute("aria-hidden", "true");
  const text = visible(code);
  paint(copy, text, scan(text).tokens);
  line.append(prompt, copy);
  return line;
};

// What was typed at once, and everything that it wrote and gave.
class Turn {
  #terminals = new Map();
  #last = null; // the stream that was written to last
  #omitted = 0;

  constructor(log, code) {
    this.log = log;
    this.root = make("div", "turn");
    this.root.ariaBusy = "true";
    this.root.append(prompted(code));
  }

  remove() {
    this.root.remove();
  }

  show(progress) {
    this.log.following(() => this.#show(progress));
  }

  #show({ run, output = [], omitted, value, error, notice, isLast }) {
    for (const [stream, text] of output) this.#print(stream, text);
    if (omitted) this.#omitted = omitted;
    if (notice) this.#write("refusal", notice);
    if (error) this.root.append(fault(error));
    if (value) this.#result(value, run);
    if (isLast) this.#end();
  }

  #print(stream, text) {
    if (this.#last?.stream !== stream) this.#last = this.#begin(stream);
    this.#last.terminal.write(text);
  }

  #begin(stream) {
    this.#last?.terminal.end();
    const block = this.#write(stream === "stderr" ? "stderr" : "stdout");
    if (stream === "stderr") block.append(make("span", "stream", "stderr"));
    const text = make("div");
    block.append(text);
    return { stream, terminal: new Terminal(text) };
  }

  #result(value, run) {
    const place = this.#write("result");
    place.dataset.run = run;
    place.dispatchEvent(new CustomEvent("debugpage:value", { bubbles: true, detail: value }));
  }

  #end() {
    this.#last?.terminal.end();
    if (this.#omitted) this.#write("gap", `… ${counted(this.#omitted)} of output left out`);
    this.root.ariaBusy = null;
  }

  #write(css, text) {
    const line = make("div", css, text);
    this.root.append(line);
    return line;
  }
}

export class Output {
  constructor() {
    this.root = make("div", "log");
    this.root.setAttribute("role", "log");
    this.root.setAttribute("aria-label", "Console output");
    this.root.tabIndex = 0;
    this.root.addEventListener("toggle", ({ target }) => reveal(target), { capture: true });
  }

  clear() {
    for (const turn of [...this.root.children]) if (!turn.ariaBusy) turn.remove();
  }

  begin(code) {
    const turn = new Turn(this, code);
    this.#append(turn.root);
    return turn;
  }

  tell(css, text) {
    this.#append(make("div", css, text));
  }

  // Whoever has scrolled back to read is left there.
  following(write) {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    const isAtEnd = scrollHeight - clientHeight - scrollTop < slack;
    write();
    if (isAtEnd) this.root.scrollTop = this.root.scrollHeight;
  }

  #append(element) {
    this.root.append(element);
    this.root.scrollTop = this.root.scrollHeight;
  }
}
