package io.llamajar.grammar;

import io.llamajar.LlamajarException;

/**
 * Counts what the answer to a question takes, and ends it where that is too much, so that nobody
 * has to wait long for a grammar that was made to be slow.
 *
 * <p>What is known already counts like what is not: whether there is an answer does not depend on
 * who else has asked.
 */
final class Work {
  // About 0.2 s of processor time. Of JSON schemas with hundreds of members or thousands of listed
  // values, the dearest state takes 0.3 million, and so do 20,000 words; llama-3's vocabulary,
  // 2026-11.
  private static final long MOST = 2_000_000;

  private int round;
  private long spent;

  /** Begins a question. */
  void begin() {
    spent = 0;
    beginRound();
  }

  /** From here on steps count that were counted before, too. */
  void beginRound() {
    round++;
  }

  /** Counts a step, once in a round. */
  void add(Step step) {
    if (step.countIn(round)) {
      add(step.cost());
    }
  }

  void add(long cost) {
    spent += cost;
    if (spent > MOST) {
      throw tooMuch();
    }
  }

  long spent() {
    return spent;
  }

  /** Whether it is better to leave what need not be known. */
  boolean isMuch() {
    return spent > MOST / 2;
  }

  static LlamajarException tooMuch() {
    return new LlamajarException(
        "The grammar can read this text in too many ways at once; make it less ambiguous");
  }
}
