// A console in every frame that has a token: what is typed is run there, what comes back is shown as text.

const facts = JSON.parse(document.getElementById("facts").textContent);
const historyKey = `debugpage.history.${facts.project}`;
const longestHistory = 200;
const isSaved = location.protocol === "file:";
const savedPage = "This is a saved page: its consoles ended with the process that it came from.";

const make = (tag, css, text) => {
  const element = document.createElement(tag);
  if (css) element.className = css;
  if (text !== undefined) element.textContent = text;
  return element;
};

const recall = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(historyKey));
    return Array.isArray(kept) ? kept.filter((line) => typeof line === "string") : [];
  } catch {
    return []; // storage is closed, or holds something else
  }
};

const history = recall();

const remember = (code) => {
  if (history.at(-1) !== code) history.push(code);
  history.splice(0, history.length - longestHistory);
  try {
    localStorage.setItem(historyKey, JSON.stringify(history));
  } catch {
    // the history lasts as long as this page, then
  }
};

class Console {
  constructor(slot) {
    this.frame = slot.dataset.console;
    this.waiting = [];
    this.place = history.length;
    this.draft = "";
    this.root = make("div", "console");
    this.log = this.#log();
    this.box = this.#box();
    const entry = make("div", "entry");
    const prompt = make("span", "prompt", ">>>");
    prompt.setAttribute("aria-hidden", "true");
    entry.append(prompt, this.box);
    this.root.append(this.log, entry);
    slot.replaceChildren(this.root);
  }

  #log() {
    const log = make("div", "log");
    log.setAttribute("role", "log");
    log.setAttribute("aria-label", "Console output");
    log.tabIndex = 0;
    return log;
  }

  #box() {
    const box = make("textarea");
    box.setAttribute("aria-label", "Console");
    box.placeholder = "Python, in this frame";
    box.rows = 1;
    box.spellcheck = false;
    box.autocapitalize = "off";
    box.autocomplete = "off";
    box.addEventListener("keydown", (event) => this.#press(event));
    box.addEventListener("input", () => this.#fit());
    return box;
  }

  #press(event) {
    if (event.isComposing) return;
    const act = this.#actions(event)[event.key];
    if (act && act() !== false) event.preventDefault();
  }

  // An action that answers false leaves the key to the box.
  #actions(event) {
    if (event.ctrlKey && !event.altKey && !event.metaKey) return { l: () => this.log.replaceChildren() };
    if (event.shiftKey || event.altKey || event.metaKey) return {};
    return {
      Enter: () => this.#run(),
      ArrowUp: () => this.#isOn("first") && this.#show(this.place - 1),
      ArrowDown: () => this.#isOn("last") && this.#show(this.place + 1),
      Escape: () => this.root.closest("details").querySelector("summary").focus(),
    };
  }

  #isOn(line) {
    const { value, selectionStart, selectionEnd } = this.box;
    const rest = line === "first" ? value.slice(0, selectionStart) : value.slice(selectionEnd);
    return !rest.includes("\n");
  }

  #show(place) {
    if (place < 0 || place > history.length) return;
    if (this.place === history.length) this.draft = this.box.value;
    this.place = place;
    this.#type(place === history.length ? this.draft : history[place]);
  }

  #type(text) {
    this.box.value = text;
    this.box.selectionStart = this.box.selectionEnd = text.length;
    this.#fit();
  }

  #fit() {
    this.box.rows = Math.min(this.box.value.split("\n").length, 12);
  }

  // The box is free again at once, so that nothing is lost of what is typed while code runs.
  #run() {
    const code = this.box.value;
    if (!code.trim()) return;
    this.#type("");
    this.waiting.push(code);
    if (this.waiting.length === 1) this.#work();
  }

  async #work() {
    while (this.waiting.length) {
      await this.#evaluate(this.waiting[0]);
      this.waiting.shift();
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  async #evaluate(code) {
    const line = this.#write("input", code);
    line.setAttribute("aria-busy", true);
    const { answer, refusal } = await this.#send(code);
    line.removeAttribute("aria-busy");
    if (refusal) this.#refuse(code, line, refusal);
    else this.#answer(code, line, answer);
  }

  #send(code) {
    const command = { frame: this.frame, name: "eval", fields: { code } };
    document.dispatchEvent(new CustomEvent("debugpage:command", { detail: command }));
    return command.reply;
  }

  #answer(code, line, result) {
    if (result.incomplete) {
      line.remove();
      this.#type([code, ...this.#typedSince()].join("\n"));
      return;
    }
    this.#print(result);
    remember(code);
    this.place = history.length;
  }

  // What could not be run goes back into the box, with all that was typed since.
  #refuse(code, line, reason) {
    line.remove();
    this.#write("refusal", reason);
    this.#type([code, ...this.#typedSince()].filter(Boolean).join("\n"));
  }

  #typedSince() {
    return [...this.waiting.splice(1), this.box.value];
  }

  #print(result) {
    for (const [stream, text] of result.output) this.#write(stream, text);
    if (result.omitted) this.#write("gap", `${result.omitted} characters of output left out`);
    if (result.error !== null) this.#write("error", result.error);
    if (result.value !== null) {
      this.#write("result").dispatchEvent(
        new CustomEvent("debugpage:value", { bubbles: true, detail: result.value }),
      );
    }
  }

  #write(css, text) {
    const line = make("div", css, text);
    this.log.append(line);
    return line;
  }
}

const consoles = new WeakMap();

const open = (slot) => {
  if (isSaved) {
    slot.replaceChildren(make("p", "gap", savedPage));
  } else if (facts.tokens[slot.dataset.console] && !consoles.has(slot)) {
    consoles.set(slot, new Console(slot));
  }
  return consoles.get(slot);
};

for (const slot of document.querySelectorAll("[data-console]")) {
  const details = slot.closest("details");
  if (details.open) open(slot);
  details.addEventListener("toggle", () => details.open && open(slot));
  slot.addEventListener("debugpage:console", () => open(slot)?.box.focus());
}
