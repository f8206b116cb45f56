package io.llamajar.chat.tools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of calls of which each is the tool's name and its arguments: {@code [{"f": {"a": 1}}]}.
 */
record KeyedCalls() implements CallForm {
  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    String call =
        grammar.each(tool ->
            grammar.text("{\"" + tool.name() + "\": ") + " " + grammar.arguments(tool) + " \"}\"");
    return "\"[\" " + grammar.several(call, "\", \"") + " \"]\"";
  }

  private static final class Reader implements CallReader {
    private static final int LONGEST_HEAD = 300;
    private static final String KEY = "\\{\\s*\"(?<name>[^\"]+)\"\\s*:\\s*";
    private static final Pattern FIRST = Pattern.compile("\\s*\\[\\s*" + KEY);
    private static final Pattern NEXT = Pattern.compile("\\s*}\\s*,\\s*" + KEY);
    private static final Pattern END = Pattern.compile("\\s*}\\s*]");

    private final CallSink sink;
    private final StringBuilder between = new StringBuilder();
    private Optional<CallReader> arguments = Optional.empty();
    private boolean hasCall;

    Reader(CallSink sink) {
      this.sink = sink;
    }

    @Override
    public Step read(char c) {
      if (arguments.isPresent()) {
        return argument(arguments.get(), c);
      }
      Matcher head = (hasCall ? NEXT : FIRST).matcher(between);
      if (c == '{' && head.matches()) {
        CallReader reader = NamedCalls.arguments(sink, head.group("name"));
        between.setLength(0);
        arguments = Optional.of(reader);
        return reader.read(c);
      }
      between.append(c);
      Matcher end = END.matcher(between);
      if (hasCall && end.matches()) {
        return Step.DONE;
      }
      boolean goesOn =
          between.length() <= LONGEST_HEAD
              && (Partial.mayMatch(head.reset()) || (hasCall && Partial.mayMatch(end)));
      return goesOn ? Step.MORE : Step.BROKEN;
    }

    private Step argument(CallReader reader, char c) {
      Step step = reader.read(c);
      if (step != Step.DONE) {
        return step;
      }
      arguments = Optional.empty();
      hasCall = true;
      return Step.MORE;
    }

    @Override
    public boolean end() {
      boolean beginsAnother = between.indexOf("\"") >= 0;
      return hasCall && arguments.isEmpty() && !beginsAnother;
    }
  }
}
