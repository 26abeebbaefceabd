// A search back through the history, while its words are typed.

import { found } from "./history.js";
import { make } from "./page.js";

export class Search {
  // `editor` shows what is found, and gets the focus back.
  constructor(editor) {
    this.editor = editor;
    this.root = make("label", "search");
    this.root.hidden = true;
    this.box = make("input");
    this.box.type = "text";
    this.box.spellcheck = false;
    this.box.autocomplete = "off";
    this.result = make("span", "gap");
    this.result.setAttribute("role", "status");
    this.root.append(make("span", "", "Search history"), this.box, this.result);
    this.box.addEventListener("input", () => this.#find());
    this.box.addEventListener("keydown", (event) => this.#press(event));
    this.box.addEventListener("blur", () => this.#close());
  }

  get isOpen() {
    return !this.root.hidden;
  }

  open() {
    this.draft = this.editor.text;
    this.place = undefined;
    this.root.hidden = false;
    this.box.value = "";
    this.result.textContent = "";
    this.box.focus();
    this.#reveal();
  }

  #press(event) {
    if (event.isComposing) return;
    const act = this.#actions(event)[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #actions({ ctrlKey, altKey, metaKey, shiftKey }) {
    if (altKey || metaKey || shiftKey) return {};
    const accept = () => this.editor.box.focus();
    const cancel = () => this.#cancel();
    const older = () => this.#find(this.place);
    if (ctrlKey) return { r: older, g: cancel, c: cancel };
    return { Enter: accept, Tab: accept, Escape: cancel, ArrowUp: older };
  }

  // Without a place from the newest entry on.
  #find(place) {
    const words = this.box.value;
    const match = words ? found(words, place) : undefined;
    this.result.textContent = match || !words ? "" : "nothing found";
    if (!match) return;
    this.place = match.at;
    this.editor.text = match.text;
    this.editor.place(match.text.length);
    this.#reveal();
  }

  #reveal() {
    this.editor.root.scrollIntoView({ block: "nearest" });
  }

  #cancel() {
    this.editor.text = this.draft;
    this.editor.box.focus();
  }

  #close() {
    this.root.hidden = true;
  }
}
