// The road to the server, from a frame.

// Answers {answer}, or {refusal, status}: a status of 0 says that there was no answer at all.
export const send = (frame, name, fields) => {
  const command = { frame, name, fields };
  document.dispatchEvent(new CustomEvent("debugpage:command", { detail: command }));
  return command.reply;
};
