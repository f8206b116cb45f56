// A conversation: what was said, by which model, and how the model is to choose its words.
//
//   {id, title, changed, model, system, sampling: {temperature, ...}, messages: [message]}
//
// A message is {id, role, content}; an answer has besides: end ("stop", "length", "stopped" by the
// user, "failed", or "" while it grows), failure (in words), pace {tokens, wait, rate}, model,
// thoughts, calls [{name, arguments}].

const SAMPLERS = ["temperature", "top_k", "top_p", "min_p", "max_tokens", "seed"];
const TITLE_LENGTH = 48;
const FORMAT = "llamajar-conversations";

export const UNTITLED = "New conversation";

/** A name that no other conversation or message has. (randomUUID exists only under HTTPS.) */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An empty conversation with the settings, {model, system, sampling}, of another. */
export function begin({ model = "", system = "", sampling = {} }) {
  const settings = { model, system, sampling: { ...sampling } };
  return { id: newId(), title: "", changed: Date.now(), ...settings, messages: [] };
}

export function question(content) {
  return { id: newId(), role: "user", content };
}

export function emptyAnswer(model) {
  return { id: newId(), role: "assistant", content: "", thoughts: "", calls: [], model, end: "" };
}

/** Adds a piece to an answer; says whether it has more to show now. */
export function grow(answer, { thought = "", text = "", call }) {
  answer.thoughts += thought;
  answer.content += text;
  if (call) {
    const known = (answer.calls[call.index] ??= { name: "", arguments: "" });
    known.name += call.name ?? "";
    known.arguments += call.arguments ?? "";
  }
  return Boolean(thought || text || call);
}

/** What a conversation is called: its title, or how it begins. */
export function titleOf(conversation) {
  if (conversation.title) return conversation.title;
  const text = conversation.messages[0]?.content.replace(/\s+/g, " ").trim() ?? "";
  if (!text) return UNTITLED;
  return text.length <= TITLE_LENGTH ? text : text.slice(0, TITLE_LENGTH - 1).trimEnd() + "…";
}

/** The body of the request that asks for the next answer. */
export function requestOf({ model, system, sampling, messages }) {
  const said = system.trim() ? [{ role: "system", content: system }] : [];
  for (const { role, content } of messages) {
    if (!content) continue; // an answer that failed before it began
    const before = said.at(-1);
    // Many chat templates want questions and answers to alternate.
    if (before?.role === role) before.content += "\n\n" + content;
    else said.push({ role, content });
  }
  return { ...(model ? { model } : {}), messages: said, ...sampling };
}

/** How fast an answer came, in words. */
export function paceInWords({ tokens, wait, rate }) {
  const words = [`${tokens} ${tokens === 1 ? "token" : "tokens"}`];
  if (rate) words.push(`${rate.toFixed(rate < 100 ? 1 : 0)} tokens/s`);
  words.push(`first after ${wait.toFixed(2)} s`);
  return words.join(" · ");
}

/** All conversations as a text for a file. */
export function toFile(conversations) {
  return JSON.stringify({ format: FORMAT, version: 1, conversations }, null, 1);
}

/** The conversations of such a file: only what we know of, so that nothing odd is kept. */
export function fromFile(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON; choose one that was exported here.");
  }
  if (file?.format !== FORMAT || !Array.isArray(file.conversations)) {
    throw new Error("This file has no conversations in it; choose one that was exported here.");
  }
  return file.conversations.map(conversationOf);
}

function conversationOf(read) {
  return {
    id: newId(),
    title: textOf(read?.title),
    changed: numberOf(read?.changed) ?? Date.now(),
    model: textOf(read?.model),
    system: textOf(read?.system),
    sampling: samplingOf(read?.sampling),
    messages: Array.isArray(read?.messages) ? read.messages.map(messageOf) : [],
  };
}

function messageOf(read) {
  const content = textOf(read?.content);
  if (read?.role === "user") return question(content);
  const end = textOf(read?.end) || "stopped";
  const answer = { ...emptyAnswer(textOf(read?.model)), content, end };
  answer.thoughts = textOf(read?.thoughts);
  answer.calls = Array.isArray(read?.calls) ? read.calls.map(callOf) : [];
  const failure = textOf(read?.failure);
  const pace = ["tokens", "wait", "rate"].map((name) => numberOf(read?.pace?.[name]));
  const [tokens, wait, rate] = pace;
  if (failure) answer.failure = failure;
  if (tokens !== undefined && wait !== undefined) answer.pace = { tokens, wait, rate };
  return answer;
}

function callOf(read) {
  return { name: textOf(read?.name), arguments: textOf(read?.arguments) };
}

/** Of the samplers those that have a number. */
export function samplingOf(read) {
  const numbers = SAMPLERS.map((name) => [name, numberOf(read?.[name])]);
  return Object.fromEntries(numbers.filter(([, number]) => number !== undefined));
}

function textOf(value) {
  return typeof value === "string" ? value : "";
}

function numberOf(value) {
  return Number.isFinite(value) ? value : undefined;
}
