// How far lines of Python are indented, and whether a text asks for more of them.

import { scan } from "./python.js";

export const step = 4;

const leaves = /^\s*(?:return|pass|raise|break|continue)\b/;

const startOfLine = (text, at) => text.lastIndexOf("\n", at - 1) + 1;

const width = (text, at) => /^[ \t]*/.exec(text.slice(startOfLine(text, at)))[0].length;

// Where the statement begins whose end stands at `at`: brackets lead back over several lines.
const beginning = (text, pairs, at) => {
  let line = startOfLine(text, at);
  for (const [[open], [close]] of pairs.toReversed()) {
    if (close >= line && open < line) line = startOfLine(text, open);
  }
  return line;
};

const withoutRemark = (text, start, tokens) => {
  const last = tokens.at(-1);
  const end = last?.css === "c" && last.end === text.length ? last.start : text.length;
  return text.slice(start, end).trimEnd();
};

// The number of spaces before a line that begins after `text`.
export const indentation = (text) => {
  const { tokens, pairs, open, isInString } = scan(text);
  if (isInString) return 0;
  if (open.length) return width(text, open.at(-1).at) + step;
  const start = beginning(text, pairs, text.length);
  const here = width(text, start);
  const statement = withoutRemark(text, start, tokens);
  if (statement.endsWith(":")) return here + step;
  return leaves.test(statement) ? Math.max(here - step, 0) : here;
};

// A guess, before the server knows: are more lines needed?
export const looksIncomplete = (text) => {
  const { tokens, open, isInString } = scan(text);
  if (isInString) return true;
  const start = startOfLine(text, text.length);
  const last = withoutRemark(text, start, tokens);
  if (!text.slice(start).trim()) return false;
  return open.length > 0 || (start > 0 && /^[ \t]/.test(last)) || /[:\\]$|^@/.test(last);
};

const change = (line, steps) => {
  if (!line.trim()) return steps > 0 ? line : "";
  const spaces = /^[ \t]*/.exec(line)[0].length;
  const column = steps > 0 ? Math.floor(spaces / step) : Math.ceil(spaces / step);
  return " ".repeat(Math.max(column + steps, 0) * step) + line.slice(spaces);
};

// The lines that a selection touches, one step further in or out: {start, end, text}.
export const shifted = (text, from, to, steps) => {
  const start = startOfLine(text, from);
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  return { start, end, text: lines.map((line) => change(line, steps)).join("\n") };
};

const prompt = /^[ \t]*(?:>>>|\.\.\.|In \[\d+\]:|\.{3,}:)(?: |$)/;
const firstPrompt = /^[ \t]*(?:>>>|In \[\d+\]:)(?: |$)/m;

// What was copied from a console, without its prompts and what it answered.
export const withoutPrompts = (text) => {
  const lines = text.replace(/\r\n?/g, "\n");
  if (!firstPrompt.test(lines)) return lines;
  const typed = lines.split("\n").filter((line) => prompt.test(line));
  return typed.map((line) => line.replace(prompt, "")).join("\n");
};
