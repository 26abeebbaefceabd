// The one road to the server: commands for a frame, numbered by one counter for each frame.

const facts = JSON.parse(document.getElementById("facts").textContent);
const numbers = new Map();
const lastReading = new Map();

const next = (frame) => {
  numbers.set(frame, (numbers.get(frame) ?? 0) + 1);
  return numbers.get(frame);
};

const refusal = async (response) => {
  const otherwise = `The server refused (${response.status}).`;
  try {
    return (await response.json()).error || otherwise;
  } catch {
    return otherwise;
  }
};

const post = ({ frame, name, fields }) =>
  fetch(`${facts.endpoint}${name}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Debugpage-Token": facts.tokens[frame],
    },
    body: JSON.stringify({ tb: facts.id, frame, seq: next(frame), ...fields }),
  });

const send = async (command) => {
  try {
    const response = await post(command);
    if (!response.ok) return { refusal: await refusal(response) };
    return { answer: await response.json() };
  } catch {
    return { refusal: "The server did not answer. Is it still running?" };
  }
};

// The server takes rising numbers only, so nothing may overtake a reading of values, which is short.
const sendInOrder = (command) => {
  const earlier = lastReading.get(command.frame) ?? Promise.resolve();
  const reply = earlier.then(() => send(command));
  if (command.name === "values") lastReading.set(command.frame, reply);
  return reply;
};

document.addEventListener("debugpage:command", ({ detail }) => {
  detail.reply = sendInOrder(detail);
});
