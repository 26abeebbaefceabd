// The one road to the server: commands for a frame, numbered for each frame and name.

import { facts } from "./console/page.js";
import { sign } from "./console/sign.js";

const numbers = new Map();
const last = new Map();

const next = (line) => {
  numbers.set(line, (numbers.get(line) ?? 0) + 1);
  return numbers.get(line);
};

const refusal = async (response) => {
  const otherwise = `The server refused (${response.status}).`;
  try {
    return (await response.json()).error || otherwise;
  } catch {
    return otherwise;
  }
};

const post = async ({ frame, name, fields }) => {
  const seq = next(`${frame} ${name}`);
  const body = JSON.stringify({ tb: facts.id, frame, seq, ...fields });
  return fetch(`${facts.endpoint}${name}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Debugpage-Token": await sign(facts.tokens[frame], name, body),
    },
    body,
  });
};

const send = async (command) => {
  try {
    const response = await post(command);
    const { ok, status } = response;
    return ok ? { answer: await response.json() } : { refusal: await refusal(response), status };
  } catch {
    return { refusal: "The server did not answer. Is it still running?", status: 0 };
  }
};

// The server takes rising numbers only, so of one name nothing may overtake what was sent before.
const sendInOrder = (command) => {
  const line = `${command.frame} ${command.name}`;
  const reply = (last.get(line) ?? Promise.resolve()).then(() => send(command));
  last.set(line, reply);
  return reply;
};

document.addEventListener("debugpage:command", ({ detail }) => {
  detail.reply = sendInOrder(detail);
});
