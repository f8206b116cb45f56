package io.llamajar.chat.tools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call as the tool's name, a mark, and its arguments as a JSON object.
 *
 * @param writing the marks around
 * @param head what may stand before the arguments, with a group {@code name} and perhaps {@code id}
 */
record NamedCalls(Writing writing, Pattern head) implements CallForm {
  private static final int LONGEST_HEAD = 300;

  /**
   * How the dialect writes it.
   *
   * @param beforeName after the mark that opens the call; {@code #} is any digit
   * @param afterName before the arguments, with the same
   * @param close after them
   */
  record Writing(String beforeName, String afterName, String close) {}

  static NamedCalls of(Writing writing, String head) {
    return new NamedCalls(writing, Pattern.compile(head));
  }

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, head);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return grammar.each(tool ->
        grammar.digits(writing.beforeName() + tool.name())
            + " "
            + grammar.digits(writing.afterName())
            + " "
            + grammar.arguments(tool)
            + " "
            + grammar.text(writing.close()));
  }

  /** Reads arguments alone, of a tool whose name is known. */
  static CallReader arguments(CallSink sink, String name) {
    Reader reader = new Reader(sink, Pattern.compile("\\s*"));
    reader.known = Optional.of(name);
    return reader;
  }

  private static final class Reader implements CallReader {
    private final CallSink sink;
    private final Pattern head;
    private final StringBuilder before = new StringBuilder();
    private final JsonWalk walk = new JsonWalk();
    private Optional<String> known = Optional.empty();
    private boolean inArguments;

    Reader(CallSink sink, Pattern head) {
      this.sink = sink;
      this.head = head;
    }

    @Override
    public Step read(char c) {
      if (!inArguments && c != '{') {
        before.append(c);
        return couldMatch() ? Step.MORE : Step.BROKEN;
      }
      if (!inArguments && !begin()) {
        return Step.BROKEN;
      }
      return argument(c);
    }

    @SuppressWarnings("JdkObsolete") // hitEnd tells just what is asked: whether more could match
    private boolean couldMatch() {
      Matcher matcher = head.matcher(before);
      return before.length() <= LONGEST_HEAD && Partial.mayMatch(matcher);
    }

    private boolean begin() {
      Matcher matcher = head.matcher(before);
      if (!matcher.matches()) {
        return false;
      }
      inArguments = true;
      String id =
          head.namedGroups().containsKey("id")
              ? Optional.ofNullable(matcher.group("id")).orElse("")
              : "";
      sink.begin(known.orElseGet(() -> matcher.group("name")), id);
      return true;
    }

    private Step argument(char c) {
      if (!walk.accept(c)) {
        return Step.BROKEN;
      }
      sink.arguments(walk.isInString() ? Escapes.line(c) : String.valueOf(c));
      if (walk.isDone()) {
        sink.end();
        return Step.DONE;
      }
      return Step.MORE;
    }
  }
}
