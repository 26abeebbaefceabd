// What makes the box of a frame a console: what is typed is run there, what comes back is shown.

import { Completion } from "./console/completion.js";
import { Editor } from "./console/editor.js";
import { Evaluation } from "./console/evaluation.js";
import { remember, Walk } from "./console/history.js";
import { looksIncomplete } from "./console/indent.js";
import { Output } from "./console/output.js";
import { Running } from "./console/running.js";
import { Search } from "./console/search.js";

// Texts one below the other, less those that the next one begins with.
const joined = (texts) => {
  let all = "";
  for (const text of texts.filter(Boolean)) {
    all = !all || text.startsWith(`${all}\n`) ? text : `${all}\n${text}`;
  }
  return all;
};

// What stands after a text that was complete: input of its own.
const behind = (text, code) =>
  text.startsWith(`${code}\n`) ? text.slice(code.length + 1).replace(/^[ \t]*/, "") : text;

// Safari ends a composition by a key that no longer belongs to it, but for its code.
const isComposing = (event) => event.isComposing || event.keyCode === 229;

class Console {
  // What was entered and has not ended: {code, turn}. What looked incomplete has no turn yet, and
  // stays in the box until the server has said whether it is.
  #entered = [];
  #walk = new Walk();
  #isRecalling = false;

  constructor(slot) {
    this.frame = slot.dataset.console;
    this.root = slot.querySelector(".console");
    this.output = new Output();
    this.editor = new Editor(this.root.querySelector(".editor"));
    this.completion = new Completion(this.frame, this.editor);
    this.search = new Search(this.editor);
    this.running = new Running(() => this.#stop());
    this.#furnish(this.root.querySelector(".entry"));
    this.root.addEventListener("keydown", (event) => this.#press(event));
    this.editor.box.addEventListener("input", () => this.#isRecalling || this.#walk.reset());
  }

  focus() {
    this.editor.box.focus();
  }

  // A value was put into the console under a name, or could not be.
  store({ refusal, name, text }) {
    if (refusal) {
      this.output.tell("refusal", refusal);
    } else {
      this.output.tell("stored", `${name} = ${text}`);
      this.focus();
      this.editor.insert(name);
      this.completion.close();
    }
  }

  #furnish(entry) {
    this.root.prepend(this.output.root, this.search.root);
    this.root.append(this.completion.root);
    entry.append(this.running.root);
    entry.addEventListener("click", ({ target }) => target === entry && this.focus());
  }

  #press(event) {
    if (isComposing(event) || event.defaultPrevented) return;
    const isInBox = event.target === this.editor.box;
    const isUsed = isInBox
      ? this.completion.press(event) || this.#act(event) || this.editor.press(event)
      : this.#act(event, ["c", "l"]);
    if (isUsed) event.preventDefault();
  }

  #act(event, keys) {
    const act = (!keys || keys.includes(event.key)) && this.#actions(event)[event.key];
    return act ? act() !== false : false;
  }

  // An action that answers false leaves the key to others.
  #actions({ ctrlKey, altKey, metaKey, shiftKey, repeat }) {
    if (altKey || shiftKey) return {};
    const { before, after } = this.editor;
    const isInside = !this.editor.hasSelection && /\n.*\S/s.test(after);
    if (ctrlKey) return { Enter: () => repeat || this.#enter("\n"), ...this.#controls() };
    if (metaKey) return { Enter: () => repeat || this.#enter("\n") };
    return {
      Enter: () => (isInside ? this.editor.newLine() : repeat || this.#enter()),
      Tab: () => this.#complete(before),
      ArrowUp: () => !before.includes("\n") && this.#recallOlder(),
      ArrowDown: () => !after.includes("\n") && this.#recall(this.#walk.forward()),
      Escape: () => this.root.closest("details").querySelector("summary").focus(),
    };
  }

  #controls() {
    return {
      l: () => this.output.clear(),
      r: () => this.search.open(),
      c: () => !this.editor.hasSelection && getSelection().isCollapsed && this.#stop(),
    };
  }

  #complete(before) {
    const isAtStart = !before.split("\n").at(-1).trim();
    return isAtStart || this.editor.hasSelection ? false : this.completion.ask();
  }

  // The cursor stays in the first line, so that the next ↑ goes on.
  #recallOlder() {
    const text = this.#walk.back(this.editor.text);
    if (this.#recall(text) === false) return false;
    return this.editor.place(text.split("\n")[0].length);
  }

  #recall(text) {
    if (text === undefined) return false;
    this.#isRecalling = true;
    this.editor.text = text;
    this.#isRecalling = false;
    return this.completion.close();
  }

  // The box is free again at once, so that nothing is lost of what is typed while code runs.
  // A line feed at its end says that no more lines come.
  #enter(end = "") {
    this.completion.close();
    const code = (this.editor.text + end).replace(/\n[ \t]+$/, "\n");
    if (!code.trim()) return;
    const isKept = looksIncomplete(code);
    this.#entered.push({ code, turn: isKept ? null : this.output.begin(code) });
    if (!isKept) this.editor.text = "";
    else this.#continue();
    if (this.#entered.length === 1) this.#work();
  }

  #continue() {
    this.editor.place(this.editor.text.length);
    this.editor.newLine();
  }

  async #work() {
    while (this.#entered.length) {
      await this.#evaluate(this.#entered[0]);
      this.#entered.shift();
    }
  }

  async #evaluate(entered) {
    this.evaluation = new Evaluation(this.frame);
    this.running.start();
    const { answer, refusal } = await this.evaluation.start(entered.code);
    if (refusal) this.#refuse(refusal);
    else if (answer.incomplete) this.#goOn(entered);
    else await this.#show(entered, answer);
    this.running.end();
  }

  #show(entered, answer) {
    remember(entered.code.trimEnd());
    if (!entered.turn) this.#release(entered);
    return this.evaluation.follow(answer, (progress) => entered.turn.show(progress));
  }

  // It was complete after all.
  #release(entered) {
    entered.turn = this.output.begin(entered.code);
    for (const next of this.#entered.slice(1)) next.code = behind(next.code, entered.code);
    const text = behind(this.editor.text, entered.code);
    if (text !== this.editor.text) this.editor.text = text;
  }

  #goOn(entered) {
    if (!entered.turn) return;
    const isAlone = this.#takeBack() === entered.code;
    if (isAlone) this.#continue();
  }

  // What could not be run goes back into the box, with all that was typed since.
  #refuse(reason) {
    this.#takeBack();
    this.output.tell("refusal", reason);
  }

  #takeBack(from = 0) {
    const back = this.#entered.slice(from);
    for (const { turn } of back) turn?.remove();
    this.#entered.splice(Math.max(from, 1));
    const text = joined([...back.map(({ code }) => code), this.editor.text]);
    if (text !== this.editor.text) this.editor.text = text;
    return text;
  }

  // What waits for the end of the code that is stopped shall not run unseen.
  #stop() {
    if (!this.#entered.length) return false;
    this.#takeBack(1);
    this.focus();
    return this.evaluation.stop();
  }
}

const consoles = new WeakMap();

const open = (slot) => {
  if (slot.querySelector(".console")) consoles.set(slot, new Console(slot));
};

for (const slot of document.querySelectorAll("[data-console]")) open(slot);

document.addEventListener("debugpage:box", ({ target }) => open(target));

document.addEventListener("debugpage:stored", ({ target, detail }) =>
  consoles.get(target)?.store(detail),
);
