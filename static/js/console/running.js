// The word that code is running, for how long, and the button that stops it.

import { make, makeButton, say } from "./page.js";

const patience = 500; // milliseconds before a run is worth a word

export class Running {
  constructor(stop) {
    this.root = make("div", "running");
    this.root.hidden = true;
    this.time = make("span", "time");
    this.button = makeButton("Stop", stop);
    this.root.append(make("span", "spinner"), this.time, this.button);
  }

  start() {
    this.since = performance.now();
    this.timer = setTimeout(() => this.#show(), patience);
  }

  end() {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    if (!this.root.hidden) say(`Ended after ${this.#seconds()}`);
    this.root.hidden = true;
  }

  #show() {
    this.#tick();
    this.clock = setInterval(() => this.#tick(), 1000);
    this.root.hidden = false;
    say("The code is running");
  }

  #tick() {
    this.time.textContent = this.#seconds();
  }

  #seconds() {
    return `${Math.floor((performance.now() - this.since) / 1000)} s`;
  }
}
