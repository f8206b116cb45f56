// Measures how fast an answer comes, from the moment it is asked for.

export class Pace {
  #asked = performance.now();
  #first = 0;
  #last = 0;
  #pieces = 0;
  #tokens = 0;

  /** A piece came. */
  piece() {
    this.#last = performance.now();
    if (this.#pieces++ === 0) this.#first = this.#last;
  }

  /** The server's own count, which is better than that of the pieces. */
  counted(tokens) {
    this.#tokens = tokens;
  }

  /** {tokens, wait (seconds to the first), rate (tokens per second after it)}, once one came. */
  reading() {
    if (this.#pieces === 0) return undefined;
    const tokens = this.#tokens || this.#pieces;
    const seconds = (this.#last - this.#first) / 1000;
    const rate = tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : undefined;
    return { tokens, wait: (this.#first - this.#asked) / 1000, rate };
  }
}
