// Draws the messages of a conversation, and lets the user copy, edit and ask again for them.

import { paceInWords } from "./conversation.js";
import { Markdown } from "./markdown.js";
import { copyButton, element, growing, stamp } from "./parts.js";

const NEAR_THE_END = 80; // pixels

export class Messages {
  #scroll = element("messages");
  #list = element("list");
  #toEnd = element("to-end");
  #acts; // {regenerate(message), edit(message, text)}
  #shown = []; // Message
  #atEnd = true;

  constructor(acts) {
    this.#acts = acts;
    this.#scroll.addEventListener("scroll", () => this.#scrolled());
    this.#toEnd.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#follow()).observe(this.#list);
  }

  /** Draws a conversation; busy says whether its last message is an answer that grows. */
  show(messages, busy) {
    element("welcome").hidden = messages.length > 0;
    const before = new Map(this.#shown.map((shown) => [shown.message, shown]));
    const drawn = (message) => before.get(message) ?? new Message(message, this.#acts);
    this.#shown = messages.map(drawn);
    const kept = new Set(this.#shown);
    for (const shown of before.values()) if (!kept.has(shown)) shown.element.remove();
    for (const [index, shown] of this.#shown.entries()) {
      // What stays is not touched: the focus may be in it, or text selected.
      if (!shown.element.isConnected) this.#list.append(shown.element);
      shown.update(busy, busy && index === messages.length - 1);
    }
  }

  /** Draws a message that grew. */
  grew(message) {
    this.#shown.find((shown) => shown.message === message)?.grew();
  }

  toEnd() {
    this.#atEnd = true;
    this.#follow();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    this.#toEnd.hidden = this.#atEnd;
  }

  /** Keeps the end in sight, unless the user scrolled away from it. */
  #follow() {
    if (this.#atEnd) this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#scrolled();
  }
}

class Message {
  element = stamp("message-item");
  #content = this.element.querySelector(".content");
  #markdown = new Markdown(this.#content);
  #editor;
  #growing = false;
  #frame = 0;

  constructor(message, acts) {
    this.message = message;
    const answers = message.role === "assistant";
    this.element.classList.add(answers ? "answer" : "question");
    this.#part("h3").textContent = answers ? message.model || "Answer" : "You";
    this.#part(".retry").addEventListener("click", () => acts.regenerate(message));
    this.#part(".regenerate").addEventListener("click", () => acts.regenerate(message));
    this.#part(".edit").addEventListener("click", () => this.#edit(acts));
    copyButton(this.#part(".copy"), () => message.content);
  }

  /** Draws it and what can be done with it: nothing changes while an answer comes. */
  update(busy, growing) {
    this.#growing = growing;
    this.#closeEditor();
    this.#draw();
    this.element.setAttribute("aria-busy", growing);
    this.#part(".tools").hidden = growing || !this.message.content;
    this.#part(".regenerate").hidden = busy || this.message.role === "user";
    this.#part(".edit").hidden = busy;
    this.#part(".retry").hidden = busy;
  }

  /** Draws what came, once a frame however fast it comes. */
  grew() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { role, content, thoughts = "", calls = [], failure } = this.message;
    if (role === "assistant") this.#markdown.show(content);
    else if (this.#content.textContent !== content) this.#content.textContent = content;
    this.#part(".thoughts").hidden = !thoughts;
    this.#part(".thoughts summary").textContent =
      this.#growing && !content ? "Thinking …" : "Thoughts";
    this.#part(".thoughts p").textContent = thoughts;
    this.#part(".calls").hidden = calls.length === 0;
    this.#part(".calls").replaceChildren(...calls.map(callCard));
    this.#content.classList.toggle("waiting", this.#growing && !content && calls.length === 0);
    this.#part(".statistics").textContent = this.#statistics();
    this.#part(".failure").hidden = !failure;
    this.#part(".failure p").textContent = failure ?? "";
  }

  #statistics() {
    const { role, pace, end } = this.message;
    if (role === "user") return "";
    const words = pace ? [paceInWords(pace)] : [];
    if (end === "length") words.push("cut off at the limit of tokens");
    if (!this.#growing && (end === "stopped" || end === "")) words.push("stopped");
    return words.join(" · ");
  }

  #edit(acts) {
    const { role, content } = this.message;
    const editor = stamp("editor-item");
    const field = editor.querySelector("textarea");
    const cancel = () => {
      this.#closeEditor();
      this.#part(".edit").focus();
    };
    this.#editor = editor;
    field.value = content;
    editor.querySelector("[type=submit]").textContent = role === "user" ? "Ask" : "Save";
    editor.querySelector("[value=cancel]").addEventListener("click", cancel);
    editor.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        cancel();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        editor.requestSubmit();
      }
    });
    editor.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) acts.edit(this.message, field.value);
    });
    this.element.classList.add("edited");
    this.#content.replaceWith(editor);
    growing(field)();
    field.focus();
    editor.scrollIntoView({ block: "nearest" });
  }

  #closeEditor() {
    this.#editor?.replaceWith(this.#content);
    this.#editor = undefined;
    this.element.classList.remove("edited");
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }
}

/** What the model would have a tool do. */
function callCard(call) {
  const card = stamp("call-item");
  card.querySelector("b").textContent = call.name;
  card.querySelector("code").textContent = call.arguments;
  return card;
}
