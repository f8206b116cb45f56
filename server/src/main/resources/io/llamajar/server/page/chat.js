// What the user does to conversations, and how answers come into them.

import { begin, emptyAnswer, fromFile, grow, question, requestOf, titleOf } from "./conversation.js";
import { Pace } from "./pace.js";
import { notice, speak } from "./parts.js";

const SAVE_EVERY = 1000; // ms, while an answer grows
const LONGEST_SPOKEN = 1500; // characters

/**
 * Holds the conversations. It draws nothing itself: view.list(), view.conversation() and
 * view.message(message) are called when these changed.
 */
export class Chat {
  #store;
  #server;
  #view;
  #conversations = [];
  #running = new Map(); // a conversation's id -> how to stop its answer

  constructor(store, server, view) {
    this.#store = store;
    this.#server = server;
    this.#view = view;
    this.current = begin({});
  }

  async load() {
    this.#conversations = await this.#store.all();
    this.current = begin(this.conversations[0] ?? {});
    this.#store.onChangeElsewhere((conversation) => this.#changedElsewhere(conversation));
  }

  /** The conversations that are kept, the newest first. */
  get conversations() {
    return this.#conversations.toSorted((a, b) => b.changed - a.changed);
  }

  /** Whether an answer is coming in the conversation that is shown. */
  get answering() {
    return this.#running.has(this.current.id);
  }

  // Which conversation is shown

  /** Shows the conversation of this id, or a new one. */
  open(id) {
    const found = this.#conversations.find((conversation) => conversation.id === id);
    this.current = found ?? begin(this.current);
    this.#view.conversation();
    this.#view.list();
  }

  // Questions and answers

  ask(text) {
    if (this.answering || !text.trim()) return;
    this.current.messages.push(question(text));
    this.#view.conversation();
    this.#answer(this.current);
  }

  stop() {
    this.#running.get(this.current.id)?.abort();
  }

  /** Asks again for an answer; what came after it goes. */
  regenerate(answer) {
    if (this.answering) return;
    const messages = this.current.messages;
    if (answer.content) this.#offerUndo("The answer is asked for again.");
    messages.splice(messages.indexOf(answer));
    this.#view.conversation();
    this.#answer(this.current);
  }

  /** Changes what was said. A changed question is asked, and what came after it goes. */
  edit(message, text) {
    if (this.answering) return;
    const messages = this.current.messages;
    const asks = message.role === "user";
    this.#offerUndo(asks ? "What came after the question is gone." : "The answer is changed.");
    message.content = text;
    if (asks) messages.splice(messages.indexOf(message) + 1);
    this.#view.conversation();
    if (asks) this.#answer(this.current);
    else this.#changed(this.current);
  }

  async #answer(conversation) {
    const request = requestOf(conversation);
    const answer = emptyAnswer(conversation.model);
    const running = new AbortController();
    const pace = new Pace();
    conversation.messages.push(answer);
    this.#running.set(conversation.id, running);
    this.#changed(conversation);
    this.#redraw(conversation);
    speak("The model is answering.");
    try {
      await this.#receive(request, conversation, answer, pace, running.signal);
      answer.end ||= "stop";
    } catch (error) {
      this.#ended(answer, error);
    }
    answer.pace = pace.reading();
    if (this.#running.get(conversation.id) !== running) return; // deleted or undone meanwhile
    this.#running.delete(conversation.id);
    this.#changed(conversation);
    this.#redraw(conversation);
    if (conversation === this.current) this.#told(answer);
  }

  #told(answer) {
    speak(inSpeech(answer));
    if (answer.status === 401) this.#view.wantsKey(() => this.regenerate(answer));
  }

  async #receive(request, conversation, answer, pace, signal) {
    let kept = -SAVE_EVERY;
    for await (const piece of this.#server.answer(request, signal)) {
      if (piece.tokens) pace.counted(piece.tokens);
      if (piece.end) answer.end = piece.end;
      if (!grow(answer, piece)) continue;
      pace.piece();
      answer.pace = pace.reading();
      if (conversation === this.current) this.#view.message(answer);
      if (performance.now() - kept > SAVE_EVERY) {
        kept = performance.now();
        this.#keep(conversation);
      }
    }
  }

  #ended(answer, error) {
    if (error.name === "AbortError") {
      answer.end = "stopped";
      return;
    }
    answer.end = "failed";
    answer.failure = error.message;
    answer.status = error.status;
  }

  // The conversations themselves

  rename(conversation, title) {
    conversation.title = title.trim();
    this.#changed(conversation, conversation.changed);
    this.#redraw(conversation);
  }

  /** Gives the conversation that is shown other {model, system, sampling}. */
  set(settings) {
    Object.assign(this.current, settings);
    if (this.current.messages.length > 0) this.#changed(this.current, this.current.changed);
  }

  async delete(conversation) {
    this.#drop(conversation.id);
    this.#conversations = this.#conversations.filter((other) => other !== conversation);
    await this.#store.delete(conversation.id);
    notice(`“${titleOf(conversation)}” is deleted.`, "Undo", () => this.#restore(conversation));
    if (conversation === this.current) this.#view.goTo("");
    this.#view.list();
  }

  /** Takes in the conversations of an exported file, and says how many. */
  async importFrom(text) {
    const read = fromFile(text);
    for (const conversation of read) {
      this.#conversations.push(conversation);
      await this.#keep(conversation);
    }
    this.#view.list();
    return read.length;
  }

  #offerUndo(words) {
    const before = structuredClone(this.current);
    notice(words, "Undo", () => this.#restore(before));
  }

  #restore(conversation) {
    this.#drop(conversation.id);
    this.#take(conversation);
    this.#keep(conversation);
    this.open(conversation.id);
  }

  /** Stops the answer that comes in a conversation, if one does, and forgets it. */
  #drop(id) {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  #changedElsewhere(conversation) {
    if (this.#running.has(conversation.id)) return;
    this.#take(conversation);
    if (conversation.id === this.current.id && conversation.messages) {
      this.current = conversation;
      this.#view.conversation();
    }
    this.#view.list();
  }

  #take(conversation) {
    this.#conversations = this.#conversations.filter(({ id }) => id !== conversation.id);
    if (conversation.messages) this.#conversations.push(conversation);
  }

  #changed(conversation, when = Date.now()) {
    conversation.changed = when;
    this.#take(conversation);
    this.#keep(conversation);
    this.#view.list();
  }

  /** Keeps what has come so far, as the page may be closed. */
  keepUnfinished() {
    const growing = this.#conversations.filter(({ id }) => this.#running.has(id));
    growing.forEach((conversation) => this.#keep(conversation));
  }

  #keep(conversation) {
    return this.#store
      .put(conversation)
      .catch((error) => notice(`The browser could not keep the conversation: ${error.message}`));
  }

  #redraw(conversation) {
    if (conversation === this.current) this.#view.conversation();
  }
}

function inSpeech({ end, content, failure }) {
  if (failure) return `The answer failed. ${failure}`;
  const whole = content.length <= LONGEST_SPOKEN;
  const text = whole ? content : `${content.slice(0, LONGEST_SPOKEN)} … The rest is on the page.`;
  return end === "stopped" ? "The answer is stopped." : `Answer: ${text}`;
}
