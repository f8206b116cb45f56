package io.llamajar.chat.tools;

import java.util.List;

/**
 * Calls in one of two forms after the same mark: what begins with a bracket is JSON.
 *
 * @param home which of them the dialect teaches
 */
record EitherCalls(JsonCalls json, CallForm other, CallForm home) implements CallForm {
  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(json.reader(sink, tools), other.reader(sink, tools));
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return home.grammar(grammar);
  }

  @Override
  public boolean resumes(char c) {
    return json.resumes(c);
  }

  private static final class Reader implements CallReader {
    private final CallReader json;
    private CallReader chosen;
    private boolean isChosen;

    Reader(CallReader json, CallReader other) {
      this.json = json;
      this.chosen = other;
    }

    @Override
    public Step read(char c) {
      if (!isChosen && JsonWalk.isSpace(c)) {
        return Step.MORE;
      }
      if (!isChosen) {
        isChosen = true;
        chosen = c == '{' || c == '[' ? json : chosen;
      }
      return chosen.read(c);
    }

    @Override
    public boolean end() {
      return chosen.end();
    }
  }
}
