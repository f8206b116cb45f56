// Talks to the server: which models there are, and an answer as it comes, piece by piece.

const KEY = "llamajar.key";

/** What went wrong, in words for the user. */
export class ServerError extends Error {
  constructor(words, status = 0) {
    super(words);
    this.status = status;
  }
}

export class Server {
  #key = localStorage.getItem(KEY) ?? "";

  /** Sends this key from now on; an empty one is none. */
  useKey(key, remember) {
    this.#key = key;
    if (remember && key) localStorage.setItem(KEY, key);
    else localStorage.removeItem(KEY);
  }

  /** The names of the models, at least one. */
  async models() {
    const response = await this.#ask("v1/models", {});
    const names = (await response.json()).data?.map((model) => model.id) ?? [];
    if (names.length === 0) throw new ServerError("The server has no model.");
    return names;
  }

  /** What the server decides where a request does not say, {temperature, top_k, ...}. */
  async defaults(model) {
    const response = await this.#ask(`props?model=${encodeURIComponent(model)}`, {});
    return (await response.json()).default_generation_settings?.params ?? {};
  }

  /**
   * Asks for an answer and gives its pieces: {thought}, {text} or {call}, then {end} with why it
   * ended, then {tokens} with how many there were. A call is {index, name, arguments}, of which the
   * first piece has the name and each more of the arguments.
   */
  async *answer(request, signal) {
    const response = await this.#ask("v1/chat/completions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
      signal,
    });
    for await (const data of events(response.body)) {
      if (data === "[DONE]") return;
      const event = JSON.parse(data);
      if (event.error) throw new ServerError(inWords(event.error.message, 500));
      const choice = event.choices?.[0];
      const delta = choice?.delta ?? {};
      if (delta.reasoning_content) yield { thought: delta.reasoning_content };
      if (delta.content) yield { text: delta.content };
      for (const call of delta.tool_calls ?? []) yield { call: { index: call.index, ...call.function } };
      if (choice?.finish_reason) yield { end: choice.finish_reason };
      if (event.usage) yield { tokens: event.usage.completion_tokens };
    }
    throw new ServerError("The answer broke off: the server closed the connection.");
  }

  /** Asks again where another key was given while the server refused the one before. */
  async #ask(path, init) {
    const key = this.#key;
    const response = await this.#fetch(path, init, key);
    if (response.status === 401 && key !== this.#key) return this.#ask(path, init);
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async #fetch(path, { headers = {}, ...init }, key) {
    const authorization = key ? { Authorization: `Bearer ${key}` } : {};
    try {
      return await fetch(path, { ...init, headers: { ...headers, ...authorization } });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ServerError("The server cannot be reached. Is it still running?");
    }
  }
}

/** The data of each event of a stream of server-sent events. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(brokenOff);
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith("data:")) yield line.slice(5).trim();
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function brokenOff(error) {
  if (error.name === "AbortError") throw error;
  throw new ServerError("The answer broke off: the connection to the server was lost.");
}

async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  const words = inWords(body.error?.message ?? body.error, response.status);
  const wait = Number(response.headers.get("Retry-After"));
  const advice = wait > 0 ? ` Try again in ${wait} s.` : "";
  return new ServerError(words + advice, response.status);
}

function inWords(message, status) {
  if (status === 401) return "The server wants an API key that it knows.";
  if (typeof message === "string" && message) return message.replace(/[^.!?]$/, "$&.");
  if (status === 429 || status === 503) return "The server is busy.";
  return `The server could not answer (status ${status}).`;
}
