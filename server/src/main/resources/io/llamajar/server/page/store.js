// Keeps conversations in this browser's database, one record each, and hears of other tabs.

const DATABASE = "llamajar";
const CONVERSATIONS = "conversations";

export class Store {
  #database;
  #tabs = new BroadcastChannel(DATABASE);

  constructor(database) {
    this.#database = database;
  }

  static async open() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(CONVERSATIONS, { keyPath: "id" });
    return new Store(await result(request));
  }

  all() {
    return result(this.#conversations("readonly").getAll());
  }

  async put(conversation) {
    await result(this.#conversations("readwrite").put(conversation));
    this.#tabs.postMessage(conversation.id);
  }

  async delete(id) {
    await result(this.#conversations("readwrite").delete(id));
    this.#tabs.postMessage(id);
  }

  /** Calls back with a conversation that another tab changed, or {id} alone if it is gone. */
  onChangeElsewhere(callback) {
    this.#tabs.onmessage = async ({ data: id }) =>
      callback((await result(this.#conversations("readonly").get(id))) ?? { id });
  }

  #conversations(mode) {
    return this.#database.transaction(CONVERSATIONS, mode).objectStore(CONVERSATIONS);
  }
}

/** Stands in where the browser keeps nothing, as some private windows do. */
export class Forgetful {
  async all() {
    return [];
  }

  async put() {}

  async delete() {}

  onChangeElsewhere() {}
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
