package io.llamajar.chat.tools;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows Llama's {@code <|python_tag|>}: a call of a built-in tool, {@code
 * brave_search.call(query="x")}, or a program for the tool that runs Python, to the answer's end.
 */
record PythonTagCalls() implements CallForm {
  private static final Set<String> INTERPRETERS = Set.of("python", "ipython", "code_interpreter");
  private static final Pattern BUILT_IN = Pattern.compile("(?<name>\\w+)\\.call\\(");

  @Override
  public CallReader reader(CallSink sink, List<Tool> tools) {
    String interpreter =
        tools.stream().map(Tool::name).filter(INTERPRETERS::contains).findFirst().orElse("python");
    return new Reader(sink, tools, interpreter);
  }

  @Override
  public String grammar(CallGrammar grammar) {
    return JsonCalls.ONE.grammar(grammar);
  }

  private static final class Reader implements CallReader {
    private final CallSink sink;
    private final List<Tool> tools;
    private final String interpreter;
    private final StringBuilder head = new StringBuilder();
    private Optional<Members> members = Optional.empty();
    private boolean isProgram;
    private boolean isCalled;

    Reader(CallSink sink, List<Tool> tools, String interpreter) {
      this.sink = sink;
      this.tools = tools;
      this.interpreter = interpreter;
    }

    @Override
    public Step read(char c) {
      if (members.isPresent()) {
        return argument(members.get(), c);
      }
      if (isProgram) {
        sink.arguments(Escapes.text(String.valueOf(c)));
        return Step.MORE;
      }
      head.append(c);
      Matcher builtIn = BUILT_IN.matcher(head);
      if (builtIn.matches()) {
        begin(builtIn.group("name"));
      } else if (!Partial.mayMatch(builtIn)) {
        program();
      }
      return Step.MORE;
    }

    private void begin(String name) {
      sink.begin(name);
      List<String> positions = Tool.find(tools, name).map(Tool::parameterNames).orElse(List.of());
      Members.Signs signs = new Members.Signs('=', ')');
      members = Optional.of(new Members(sink, Literals.PYTHON, signs, positions));
    }

    private Step argument(Members arguments, char c) {
      Step step = arguments.read(c);
      if (step == Step.DONE) {
        sink.end();
        isCalled = true;
      }
      return step;
    }

    private void program() {
      isProgram = true;
      sink.begin(interpreter);
      sink.arguments("{\"code\": \"" + Escapes.text(head.toString()));
    }

    @Override
    public boolean end() {
      if (!isProgram && members.isEmpty() && !head.isEmpty()) {
        program();
      }
      if (isProgram) {
        sink.arguments("\"}");
        sink.end();
      }
      return isProgram || isCalled;
    }
  }
}
