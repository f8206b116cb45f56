package io.llamajar.tools;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.Session;

/**
 * Sequences of tokens that advance together: the one place that knows how.
 *
 * <p>So far there can only be one.
 */
final class Sequences implements AutoCloseable {
  private final Model model;
  private final Session session;

  Sequences(Model model, int count) {
    if (count > 1) {
      throw new LlamajarException(
          "Several sequences cannot be generated together yet; leave out --sequences");
    }
    this.model = model;
    this.session = model.session();
  }

  /** Forgets all but the first tokens of each. */
  void truncate(int length) {
    session.truncate(length);
  }

  /** Reads so many tokens in each. */
  void read(int count) {
    session.read(prompt(count));
  }

  /** Generates so many tokens in each, always the likeliest, whether it ends a text or not. */
  void generate(int count) {
    int[] token = prompt(1);
    for (int i = 0; i < count; i++) {
      session.read(token);
      token[0] = session.likeliest();
    }
  }

  /** Tokens from all over the vocabulary but its end, where those that are no text often are. */
  private int[] prompt(int count) {
    int first = Math.min(100, model.vocabularySize() / 4);
    int words = Math.max(1, model.vocabularySize() - first - 300);
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = first + (int) (i * 7919L % words);
    }
    return tokens;
  }

  @Override
  public void close() {
    session.close();
  }
}
