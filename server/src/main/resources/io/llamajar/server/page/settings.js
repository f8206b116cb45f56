// The dialogs: the system prompt and the samplers of a conversation, and the server's API key.

import { samplingOf } from "./conversation.js";
import { element } from "./parts.js";

export class Settings {
  #chat;
  #server;
  #dialog = element("settings");
  #form = this.#dialog.querySelector("form");

  constructor(chat, server, wantsKey) {
    this.#chat = chat;
    this.#server = server;
    element("open-settings").addEventListener("click", () => this.#open());
    closing(this.#dialog);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    element("change-key").addEventListener("click", () => {
      this.#dialog.close();
      wantsKey();
    });
  }

  #open() {
    const { system, sampling } = this.#chat.current;
    this.#form.system.value = system;
    for (const field of this.#numbers()) field.value = sampling[field.name] ?? "";
    this.#complain(undefined);
    this.#dialog.showModal();
    this.#showDefaults();
  }

  /** What is left empty shows what the server decides, if it tells; a negative number is for none. */
  async #showDefaults() {
    const usual = await this.#server.defaults(this.#chat.current.model).catch(() => ({}));
    for (const field of this.#numbers()) {
      field.placeholder = usual[field.name] >= 0 ? usual[field.name] : "";
    }
  }

  #save() {
    const wrong = this.#numbers().find((field) => !field.checkValidity());
    this.#complain(wrong);
    if (wrong) return;
    const filled = this.#numbers().filter((field) => field.value !== "");
    const sampling = samplingOf(
      Object.fromEntries(filled.map((field) => [field.name, field.valueAsNumber])),
    );
    this.#chat.set({ system: this.#form.system.value, sampling });
    this.#dialog.close();
  }

  #complain(wrong) {
    const place = element("settings-wrong");
    for (const field of this.#numbers()) field.ariaInvalid = field === wrong;
    place.hidden = !wrong;
    if (!wrong) return;
    const label = wrong.labels[0].firstChild.textContent;
    place.textContent = `${label}: ${wrong.validationMessage}`;
    wrong.focus();
  }

  #numbers() {
    return [...this.#form.querySelectorAll("input[type=number]")];
  }
}

export class KeyDialog {
  #server;
  #dialog = element("key");
  #then = new Set();

  constructor(server) {
    this.#server = server;
    closing(this.#dialog);
    this.#dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#server.useKey(element("key-field").value.trim(), element("key-keep").checked);
      this.#dialog.close();
      const all = [...this.#then];
      this.#then.clear();
      for (const then of all) then();
    });
  }

  /** Asks for the key; then() is called once there is one. Several may wait for the same key. */
  ask(then) {
    if (!this.#dialog.open) {
      this.#then.clear();
      element("key-field").value = "";
      this.#dialog.showModal();
    }
    this.#then.add(then);
  }
}

function closing(dialog) {
  dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
}
