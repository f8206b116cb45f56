// The list of conversations: opens, renames, deletes, exports and imports them.

import { titleOf, toFile } from "./conversation.js";
import { element, notice, stamp } from "./parts.js";

export class Sidebar {
  #chat;
  #list = element("conversations");
  #narrow = matchMedia("(max-width: 50rem)");
  #isOpen = false;

  constructor(chat) {
    this.#chat = chat;
    element("open-sidebar").addEventListener("click", () => this.#open());
    element("close-sidebar").addEventListener("click", () => this.close());
    element("backdrop").addEventListener("click", () => this.close());
    element("sidebar").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    element("export").addEventListener("click", () => this.#export());
    element("import").addEventListener("click", () => element("import-file").click());
    element("import-file").addEventListener("change", (event) => this.#import(event.target));
    this.#narrow.addEventListener("change", () => this.#slide(false));
    this.#slide(false);
  }

  show() {
    if (this.#list.querySelector("input")) return; // a title is being written
    const focused = document.activeElement?.closest?.("#conversations li")?.dataset.id;
    const conversations = this.#chat.conversations;
    this.#list.replaceChildren(...conversations.map((conversation) => this.#item(conversation)));
    element("no-conversations").hidden = conversations.length > 0;
    element("export").disabled = conversations.length === 0;
    if (focused) this.#list.querySelector(`[data-id="${focused}"] a`)?.focus();
  }

  #item(conversation) {
    const item = stamp("conversation-item");
    const link = item.querySelector("a");
    const title = titleOf(conversation);
    item.dataset.id = conversation.id;
    link.href = `#${conversation.id}`;
    link.textContent = title;
    link.title = title;
    link.addEventListener("click", () => this.close());
    if (conversation.id === this.#chat.current.id) link.setAttribute("aria-current", "page");
    const offer = (selector, label, act) => {
      const button = item.querySelector(selector);
      button.setAttribute("aria-label", `${label} “${title}”`);
      button.title = label;
      button.addEventListener("click", act);
    };
    offer(".rename", "Rename", () => this.#rename(item, conversation));
    offer(".delete", "Delete", () => this.#delete(conversation));
    return item;
  }

  #rename(item, conversation) {
    const field = document.createElement("input");
    field.value = titleOf(conversation);
    field.setAttribute("aria-label", "Title of the conversation");
    let done = false;
    const finish = (keep) => {
      if (done) return; // leaving the field for good makes it lose the focus, too
      done = true;
      const title = field.value;
      field.remove();
      if (keep) this.#chat.rename(conversation, title);
      this.show();
    };
    field.addEventListener("blur", () => finish(true));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.stopPropagation();
      finish(event.key === "Enter");
    });
    item.replaceChildren(field);
    field.select();
  }

  async #delete(conversation) {
    await this.#chat.delete(conversation);
    element("new").focus();
  }

  #export() {
    const text = toFile(this.#chat.conversations);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "llamajar-conversations.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async #import(field) {
    const [file] = field.files;
    if (!file) return;
    try {
      const count = await this.#chat.importFrom(await file.text());
      notice(count === 1 ? "1 conversation is imported." : `${count} conversations are imported.`);
    } catch (error) {
      notice(error.message);
    }
    field.value = "";
  }

  // On a narrow screen the list lies over the page, and only one of the two can be used at a time.

  #open() {
    this.#slide(true);
    element("close-sidebar").focus();
  }

  close() {
    if (!this.#isOpen) return;
    this.#slide(false);
    element("open-sidebar").focus();
  }

  #slide(open) {
    this.#isOpen = open;
    const hidden = this.#narrow.matches && !open;
    element("sidebar").inert = hidden;
    element("sidebar").classList.toggle("open", open);
    element("main").inert = open;
    element("backdrop").hidden = !open;
    element("open-sidebar").setAttribute("aria-expanded", open);
  }
}
