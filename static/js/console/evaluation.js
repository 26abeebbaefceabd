// One evaluation on the server: started once, followed to its end, stopped on demand.

import { send } from "./send.js";

const pauses = [250, 500, 1000, 2000, 4000]; // milliseconds between tries to reach a lost server
const pauseWhenHidden = 1000; // milliseconds

const silent = "The server does not answer. Trying again…";
const left =
  "Stop was asked for. The code waits in C code (sleep, a lock, a socket…) and ends when that " +
  "lets go; the console is free again.";

const pause = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

export class Evaluation {
  #frame;
  #run;
  #position;
  #state = "running";
  #isStopWanted = false;
  #misses = 0;
  #show = () => {};

  constructor(frame) {
    this.#frame = frame;
  }

  // Sends the code, once. Answers the first progress, or why there is none.
  async start(code) {
    const reply = await send(this.#frame, "eval", { code });
    this.#run = reply.answer?.run;
    return reply;
  }

  // Shows the progress from the first on; answers when the run has ended or is left to itself.
  async follow(first, show) {
    this.#show = show;
    this.#take(this.#position, first);
    if (this.#isStopWanted) this.stop();
    while (this.#state === "running") await this.#ask();
  }

  async stop() {
    this.#isStopWanted = true;
    if (this.#run === undefined || this.#state !== "running") return;
    const { refusal } = await this.#send("interrupt");
    if (refusal && this.#state === "running") this.#show({ notice: refusal });
  }

  async #ask() {
    if (document.hidden) await pause(pauseWhenHidden);
    const { refusal, status } = await this.#send("progress");
    if (!refusal) this.#misses = 0;
    else if (status === 0 && this.#misses < pauses.length) await this.#tryLater();
    else if (this.#state === "running") this.#end({ notice: refusal });
  }

  async #tryLater() {
    if (this.#misses === 0) this.#show({ notice: silent });
    await pause(pauses[this.#misses]);
    this.#misses += 1;
  }

  async #send(name) {
    const position = this.#position;
    const reply = await send(this.#frame, name, { run: this.#run, position });
    if (reply.answer) this.#take(position, reply.answer);
    return reply;
  }

  // Answers overlap where Stop was asked for: what continues another position was shown already.
  #take(position, progress) {
    if (position !== this.#position || this.#state !== "running") return;
    this.#position = progress.position;
    this.#show(progress);
    if (progress.state === "left") this.#end({ notice: left });
    else if (progress.state !== "running") this.#end({});
  }

  #end(last) {
    this.#state = "ended";
    this.#show({ ...last, isLast: true });
  }
}
