package io.llamajar.chat.tools;

import java.util.List;
import java.util.Optional;

/**
 * Calls as a program has them: {@code f(a=1, b='x')}, or {@code call:f{a:1}}.
 *
 * @param syntax how they are written
 * @param isList whether they stand in brackets, one or several
 */
record ProgramCalls(Syntax syntax, boolean isList) implements CallForm {
  /**
   * How a call is written.
   *
   * @param prefix stands before the name
   * @param brackets around the arguments
   * @param assigns stands between an argument's name and its value
   */
  record Syntax(String prefix, String brackets, char assigns, Literals literals) {}

  static final Syntax PYTHON = new Syntax("", "()", '=', Literals.PYTHON);
  static final Syntax GEMMA = new Syntax("call:", "{}", ':', Literals.GEMMA);

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    return new Reader(sink, tools);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    String call =
        grammar.each(tool ->
            grammar.text(syntax.prefix() + tool.name() + syntax.brackets().charAt(0))
                + " "
                + grammar.members(tool, syntax)
                + " "
                + grammar.text(syntax.brackets().substring(1)));
    return isList ? "\"[\" " + grammar.several(call, "\", \"") + " \"]\"" : call;
  }

  private final class Reader implements CallReader {
    private static final int LONGEST_NAME = 300;

    private final CallSink sink;
    private final List<Tool> tools;
    private final StringBuilder name = new StringBuilder();
    private Optional<Members> members = Optional.empty();
    private boolean inList;
    private boolean hasCall;

    Reader(CallSink sink, List<Tool> tools) {
      this.sink = sink;
      this.tools = tools;
    }

    @Override
    public Step read(char c) {
      if (members.isPresent()) {
        return argument(members.get(), c);
      }
      if (name.isEmpty() && (JsonWalk.isSpace(c) || (c == ',' && hasCall))) {
        return Step.MORE;
      }
      if (name.isEmpty() && c == '[' && !inList && !hasCall) {
        inList = true;
        return Step.MORE;
      }
      if (name.isEmpty() && c == ']') {
        return inList ? Step.DONE : Step.PAST;
      }
      return c == syntax.brackets().charAt(0) ? begin() : inName(c);
    }

    private Step inName(char c) {
      name.append(c);
      boolean fits =
          syntax.prefix().startsWith(name.toString())
              || Character.isLetterOrDigit(c)
              || "_-.:".indexOf(c) >= 0;
      return fits && name.length() <= LONGEST_NAME ? Step.MORE : Step.BROKEN;
    }

    private Step begin() {
      String called = name.toString();
      name.setLength(0);
      if (!called.startsWith(syntax.prefix()) || called.length() == syntax.prefix().length()) {
        return Step.BROKEN;
      }
      String function = called.substring(syntax.prefix().length());
      List<String> positions =
          Tool.find(tools, function).map(Tool::parameterNames).orElse(List.of());
      sink.begin(function);
      members =
          Optional.of(
              new Members(
                  sink,
                  syntax.literals(),
                  new Members.Signs(syntax.assigns(), syntax.brackets().charAt(1)),
                  positions));
      return Step.MORE;
    }

    private Step argument(Members arguments, char c) {
      Step step = arguments.read(c);
      if (step != Step.DONE) {
        return step;
      }
      sink.end();
      hasCall = true;
      members = Optional.empty();
      return inList ? Step.MORE : Step.DONE;
    }

    @Override
    public boolean end() {
      return hasCall && members.isEmpty() && name.isEmpty();
    }
  }
}
