package io.llamajar.chat.tools;

import java.util.List;

/**
 * Calls as JSON objects with a name and arguments, one or a list.
 *
 * @param keys what the two are called where the dialect is at home
 * @param layout how they stand
 * @param onlyKnown whether only an object that names a tool is a call: where nothing else says so
 */
record JsonCalls(Keys keys, Layout layout, boolean onlyKnown) implements CallForm {
  /** Names of members. */
  record Keys(String name, String arguments) {
    static final Keys USUAL = new Keys("name", "arguments");
  }

  /** How calls stand between the mark that opens them and the one that closes them. */
  enum Layout {
    ONE,
    LIST,
    LINES
  }

  static final JsonCalls ONE = new JsonCalls(Keys.USUAL, Layout.ONE, false);
  static final JsonCalls LIST = new JsonCalls(Keys.USUAL, Layout.LIST, false);

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, tools, onlyKnown);
  }

  @Override
  public boolean resumes(char c) {
    return c == '{';
  }

  @Override
  public String grammar(CallGrammar grammar) {
    String call =
        grammar.each(tool ->
            grammar.text("{\"" + keys.name() + "\": \"" + tool.name() + "\", \"")
                + " "
                + grammar.text(keys.arguments() + "\": ")
                + " "
                + grammar.arguments(tool)
                + " \"}\"");
    return switch (layout) {
      case ONE -> call;
      case LIST -> "\"[\" " + grammar.several(call, "\", \"") + " \"]\"";
      case LINES -> grammar.several(call, "\"\\n\"");
    };
  }

  /** Reads an object or a list of them, whatever the dialect's own layout. */
  private static final class Reader implements CallReader {
    private final CallSink sink;
    private final List<Tool> tools;
    private final boolean onlyKnown;
    private JsonObjectCall call;
    private boolean inCall;
    private boolean inList;
    private boolean hasCall;

    Reader(CallSink sink, List<Tool> tools, boolean onlyKnown) {
      this.sink = sink;
      this.tools = tools;
      this.onlyKnown = onlyKnown;
      this.call = new JsonObjectCall(sink, tools, onlyKnown);
    }

    @Override
    public Step read(char c) {
      return inCall ? step(call.read(c)) : between(c);
    }

    private Step step(Step step) {
      if (step == Step.DONE) {
        hasCall = true;
        inCall = false;
        return inList ? Step.MORE : Step.DONE;
      }
      return step;
    }

    private Step between(char c) {
      if (JsonWalk.isSpace(c) || (c == ',' && hasCall)) {
        return Step.MORE;
      }
      if (c == '{') {
        call = new JsonObjectCall(sink, tools, onlyKnown);
        inCall = true;
        return step(call.read(c));
      }
      if (c == '[' && !inList) {
        inList = true;
        return Step.MORE;
      }
      return c == ']' && inList && hasCall ? Step.DONE : Step.BROKEN;
    }

    @Override
    public boolean end() {
      return hasCall && !inCall;
    }
  }
}
