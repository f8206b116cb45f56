package io.llamajar.tools;

import io.llamajar.Model;
import io.llamajar.Session;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Sequences of tokens that advance together, all in one pass. */
final class Sequences implements AutoCloseable {
  private final Model model;
  private final List<Session> sessions;

  Sequences(Model model, int count) {
    this.model = model;
    this.sessions = Stream.generate(model::session).limit(count).toList();
  }

  /** Forgets all but the first tokens of each. */
  void truncate(int length) {
    sessions.forEach(session -> session.truncate(length));
  }

  /** Reads so many tokens in each. */
  void read(int count) {
    if (count > 0) {
      model.advance(sessions, Collections.nCopies(sessions.size(), prompt(count)));
    }
  }

  /** Generates so many tokens in each, always the likeliest, whether it ends a text or not. */
  void generate(int count) {
    int[] tokens = new int[sessions.size()];
    for (int s = 0; s < tokens.length; s++) {
      tokens[s] = prompt(s + 1)[s];
    }
    for (int i = 0; i < count; i++) {
      model.advance(sessions, tokens);
      for (int s = 0; s < tokens.length; s++) {
        tokens[s] = sessions.get(s).likeliest();
      }
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
    sessions.forEach(Session::close);
  }
}
