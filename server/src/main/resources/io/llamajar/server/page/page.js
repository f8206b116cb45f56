// Puts the page together. What happens where:
//
//   chat.js          what the user does, and how answers come     -> view, below
//   conversation.js  what a conversation is      store.js  where conversations are kept
//   server.js        talks to the server         pace.js   how fast it answers
//   messages.js, sidebar.js, composer.js, settings.js      draw and listen;  markdown.js, parts.js

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { titleOf } from "./conversation.js";
import { Messages } from "./messages.js";
import { element, notice } from "./parts.js";
import { Server } from "./server.js";
import { KeyDialog, Settings } from "./settings.js";
import { Sidebar } from "./sidebar.js";
import { Forgetful, Store } from "./store.js";

const view = {
  list: () => sidebar.show(),
  conversation() {
    const title = titleOf(chat.current);
    element("title").textContent = title;
    document.title = `${title} – Llamajar`;
    messages.show(chat.current.messages, chat.answering);
    composer.show();
    if (chat.current.messages.length > 0) remember(chat.current.id);
  },
  message: (message) => messages.grew(message),
  goTo: (id) => (location.hash = id),
  wantsKey: (then) =>
    key.ask(() => {
      findModels();
      then();
    }),
};

const server = new Server();
const chat = new Chat(await keeper(), server, view);
const messages = new Messages({
  regenerate(message) {
    chat.regenerate(message);
    composer.focus();
  },
  edit(message, text) {
    chat.edit(message, text);
    composer.focus();
  },
});
const sidebar = new Sidebar(chat);
const composer = new Composer(chat, () => messages.toEnd());
const key = new KeyDialog(server);
new Settings(chat, server, () => key.ask(findModels));

/** The conversation's id is the address, so that reloading and going back find it again. */
function remember(id) {
  if (location.hash.slice(1) !== id) history.replaceState(null, "", `#${id}`);
}

async function keeper() {
  try {
    return await Store.open();
  } catch {
    notice("This browser keeps nothing for the page: conversations are gone when you leave it.");
    return new Forgetful();
  }
}

async function findModels() {
  try {
    composer.models(await server.models());
  } catch (error) {
    if (error.status === 401) key.ask(findModels);
    else notice(error.message, "Try again", findModels);
  }
  composer.show();
}

function openAddressed() {
  chat.open(location.hash.slice(1));
  messages.toEnd();
}

function switchTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => element("theme").setAttribute("aria-pressed", dark());
  element("theme").addEventListener("click", () => {
    const wanted = dark() ? "light" : "dark";
    const asSystem = (wanted === "dark") === system.matches;
    if (asSystem) {
      delete root.dataset.theme; // and follow the system again
      localStorage.removeItem("llamajar.theme");
    } else {
      root.dataset.theme = wanted;
      localStorage.setItem("llamajar.theme", wanted);
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}

element("skip").addEventListener("click", (event) => {
  event.preventDefault();
  composer.focus();
});
element("new").addEventListener("click", (event) => {
  event.preventDefault();
  if (location.hash) location.hash = "";
  sidebar.close();
  composer.focus();
});
addEventListener("hashchange", openAddressed);
document.addEventListener("visibilitychange", () => chat.keepUnfinished());

switchTheme();
await chat.load();
openAddressed();
composer.focus();
await findModels();
document.documentElement.dataset.ready = "";
