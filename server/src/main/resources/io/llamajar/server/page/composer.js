// Where the user writes: sends what is written, stops an answer, picks the model.

import { element, growing } from "./parts.js";

export class Composer {
  #chat;
  #field = element("prompt");
  #fit = growing(this.#field);
  #touch = matchMedia("(hover: none) and (pointer: coarse)");

  constructor(chat, sent) {
    this.#chat = chat;
    element("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(sent);
    });
    this.#field.addEventListener("keydown", (event) => {
      if (!this.#sends(event)) return;
      event.preventDefault();
      this.#send(sent);
    });
    element("stop").addEventListener("click", () => this.#stop());
    element("model").addEventListener("change", (event) => chat.set({ model: event.target.value }));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.#stop();
    });
  }

  /** Names the models, from the server's answer. */
  models(names) {
    const several = names.length > 1;
    element("model").replaceChildren(...names.map((name) => new Option(name)));
    element("model").hidden = !several;
    element("only-model").textContent = several ? "" : (names[0] ?? "");
    element("only-model").hidden = several;
  }

  /** Draws the state: what can be done while an answer comes, and which model is asked. */
  show() {
    const { answering, current } = this.#chat;
    const names = Array.from(element("model").options, (option) => option.value);
    if (names.length > 0 && !names.includes(current.model)) this.#chat.set({ model: names[0] });
    element("model").value = this.#chat.current.model;
    const hadFocus = [element("send"), element("stop")].includes(document.activeElement);
    element("send").hidden = answering;
    element("stop").hidden = !answering;
    element("keys").hidden = answering;
    element("stop-key").hidden = !answering;
    if (hadFocus) this.focus();
  }

  /** Takes the focus, but not on glass, where the keyboard would cover what is read. */
  focus() {
    if (!this.#touch.matches) this.#field.focus();
  }

  /** A keyboard's Enter sends; on glass it starts a line, as there is no Shift to hold. */
  #sends({ key, shiftKey, isComposing }) {
    return key === "Enter" && !shiftKey && !isComposing && !this.#touch.matches;
  }

  #send(sent) {
    const text = this.#field.value;
    if (this.#chat.answering || !text.trim()) return;
    this.#field.value = "";
    this.#fit();
    this.#chat.ask(text);
    sent();
  }

  #stop() {
    if (!this.#chat.answering) return;
    this.#chat.stop();
    this.focus();
  }
}
