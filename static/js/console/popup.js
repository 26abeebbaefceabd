// A list to choose from beside the text in the box, and a word about what is chosen from.

import { make } from "./page.js";

const gap = 4; // pixels between the line and the list

let lists = 0;

const makeOption = (id, { text, kind }) => {
  const option = make("li");
  option.setAttribute("role", "option");
  option.id = id;
  option.append(make("code", "", text), make("span", "kind", kind));
  return option;
};

export class Popup {
  #anchor = 0;

  // `take` is told the number of the option that is clicked.
  constructor(editor, take) {
    this.editor = editor;
    this.chosen = -1;
    this.root = make("div", "completion");
    this.root.popover = "manual";
    this.list = this.#makeList(take);
    this.tip = make("div", "tip");
    this.root.append(this.list, this.tip);
    this.#describe(editor.box);
    const about = { capture: true, passive: true };
    for (const name of ["scroll", "resize"]) addEventListener(name, () => this.#place(), about);
  }

  get isOpen() {
    return this.root.matches(":popover-open");
  }

  // Shows what can take the place of the text from `anchor` on, and chooses the option `chosen`.
  show({ matches, omitted, signature, doc }, anchor, chosen) {
    this.#anchor = anchor;
    const options = matches.map((match, index) => makeOption(`${this.list.id}-${index}`, match));
    this.list.replaceChildren(...options);
    this.list.hidden = matches.length === 0;
    this.tip.replaceChildren();
    if (omitted) this.tip.append(make("div", "gap", `${omitted.toLocaleString("en")} more`));
    if (signature) this.tip.append(make("code", "", signature));
    if (doc) this.tip.append(make("div", "", doc));
    if (!this.isOpen) this.root.showPopover();
    this.choose(matches.length ? chosen : -1);
    this.#place();
  }

  hide() {
    this.choose(-1);
    if (this.isOpen) this.root.hidePopover();
  }

  // By one it goes round, by more it stops at the ends.
  move(by) {
    const { length } = this.list.children;
    const wanted = this.chosen + by;
    const isOne = Math.abs(by) === 1;
    this.choose(isOne ? (wanted + length) % length : Math.max(0, Math.min(wanted, length - 1)));
  }

  choose(index) {
    const { children } = this.list;
    children[this.chosen]?.removeAttribute("aria-selected");
    this.chosen = index;
    const option = children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.editor.box.setAttribute("aria-activedescendant", option.id);
    else this.editor.box.removeAttribute("aria-activedescendant");
  }

  #makeList(take) {
    const list = make("ul");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Completions");
    list.id = `completions-${(lists += 1)}`;
    // The box keeps the focus.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("li");
      if (option) take([...list.children].indexOf(option));
    });
    return list;
  }

  #describe(box) {
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    box.setAttribute("aria-controls", this.list.id);
  }

  // Below the line, or above it where there is more room.
  #place() {
    if (!this.isOpen) return;
    const line = this.editor.rectangle(this.#anchor);
    const { width, height } = this.root.getBoundingClientRect();
    const below = innerHeight - line.bottom;
    const isBelow = gap + height <= below || line.top < below;
    const top = isBelow ? line.bottom + gap : line.top - gap - height;
    const left = Math.min(line.left, document.documentElement.clientWidth - width - gap);
    this.root.style.setProperty("top", `${Math.max(top, 0)}px`);
    this.root.style.setProperty("left", `${Math.max(left, gap)}px`);
  }
}
