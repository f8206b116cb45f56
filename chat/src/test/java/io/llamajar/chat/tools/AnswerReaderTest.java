package io.llamajar.chat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerEvent.Arguments;
import io.llamajar.chat.tools.AnswerEvent.CallBegun;
import io.llamajar.chat.tools.AnswerEvent.CallBroken;
import io.llamajar.chat.tools.AnswerEvent.CallEnded;
import io.llamajar.chat.tools.AnswerEvent.Content;
import io.llamajar.chat.tools.AnswerEvent.Reasoning;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers come apart in the same way however they arrive. */
class AnswerReaderTest {
  static List<Example> examples() {
    return Examples.all();
  }

  private static AnswerReader reader(Example example) {
    String template = Samples.template(example.template());
    return Dialects.of(template)
        .reader(Thinking.of(template), example.prompt(), Samples.TOOLS, ReasoningFormat.SEPARATE);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void findsThePartsOfAnAnswer(Example example) {
    AnswerReader reader = reader(example);
    reader.accept(example.answer());
    reader.finish();
    AnswerParts parts = reader.parts();
    assertThat(namesAndArguments(parts.calls())).isEqualTo(example.calls());
    assertThat(parts.content()).isEqualTo(example.content());
    assertThat(parts.reasoning()).isEqualTo(example.reasoning());
    assertThat(parts.calls()).extracting(ToolCall::id).doesNotHaveDuplicates();
    parts.calls().forEach(call -> Json.parse(call.arguments()));
  }

  private static List<String> namesAndArguments(List<ToolCall> calls) {
    return calls.stream().flatMap(c -> List.of(c.name(), c.arguments()).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesNotMindHowAnAnswerIsCut(Example example) {
    String answer = example.answer();
    List<String> whole = events(example, List.of(answer));
    for (int cut = 1; cut < answer.length(); cut++) {
      assertThat(events(example, List.of(answer.substring(0, cut), answer.substring(cut))))
          .isEqualTo(whole);
    }
    for (int seed = 0; seed < 20; seed++) {
      assertThat(events(example, pieces(answer, new Random(seed)))).isEqualTo(whole);
    }
    assertThat(events(example, answer.chars().mapToObj(Character::toString).toList()))
        .isEqualTo(whole);
  }

  private static List<String> pieces(String answer, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < answer.length(); ) {
      int to = Math.min(answer.length(), from + 1 + random.nextInt(6));
      pieces.add(answer.substring(from, to));
      from = to;
    }
    return pieces;
  }

  /** All that happens, texts that follow on each other joined, without the random ids. */
  private static List<String> events(Example example, List<String> pieces) {
    AnswerReader reader = reader(example);
    List<AnswerEvent> events = new ArrayList<>();
    pieces.forEach(piece -> events.addAll(reader.accept(piece)));
    events.addAll(reader.finish());
    List<String> joined = new ArrayList<>();
    String last = "";
    for (AnswerEvent event : events) {
      String kind = event.getClass().getSimpleName();
      String text =
          switch (event) {
            case Content(String more) -> more;
            case Reasoning(String more) -> more;
            case Arguments(int index, String more) -> more;
            case CallBegun begun -> begun.index() + begun.name();
            case CallEnded(int index) -> "" + index;
            case CallBroken(int index) -> "" + index;
          };
      boolean goesOn = kind.equals(last) && !kind.startsWith("Call");
      joined.add(goesOn ? joined.removeLast() + text : kind + ": " + text);
      last = kind;
    }
    return joined;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aTruncatedAnswerIsTheSameHoweverItArrived(Example example) {
    Random random = new Random(1);
    for (int end = 0; end < example.answer().length(); end++) {
      String answer = example.answer().substring(0, end);
      assertThat(events(example, pieces(answer, random)))
          .isEqualTo(events(example, List.of(answer)));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatATruncatedAnswerTellsIsWhatItIs(Example example) {
    for (int end = 0; end <= example.answer().length(); end++) {
      AnswerReader reader = reader(example);
      Told told = new Told();
      reader.accept(example.answer().substring(0, end)).forEach(told::accept);
      reader.finish().forEach(told::accept);
      AnswerParts parts = reader.parts();
      assertThat(told.content).hasToString(parts.content());
      assertThat(told.reasoning).hasToString(parts.reasoning());
      assertThat(told.arguments)
          .isEqualTo(parts.calls().stream().map(ToolCall::arguments).toList());
    }
  }

  /** What a client that is told everything makes of it. */
  private static final class Told {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> arguments = new ArrayList<>(); // of each call

    private void accept(AnswerEvent event) {
      switch (event) {
        case Content(String more) -> content.append(more);
        case Reasoning(String more) -> reasoning.append(more);
        case CallBegun begun -> arguments.add("");
        case Arguments(int index, String more) -> arguments.set(index, arguments.get(index) + more);
        case CallEnded ended -> assertThat(ended.index()).isEqualTo(arguments.size() - 1);
        case CallBroken broken -> arguments.remove(broken.index());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aTruncatedAnswerHasWholeCallsOnly(Example example) {
    for (int end = 0; end < example.answer().length(); end++) {
      AnswerReader reader = reader(example);
      List<AnswerEvent> events = new ArrayList<>(reader.accept(example.answer().substring(0, end)));
      events.addAll(reader.finish());
      AnswerParts parts = reader.parts();
      parts.calls().forEach(call -> assertThat(Json.parse(call.arguments())).isNotNull());
      long begun = events.stream().filter(CallBegun.class::isInstance).count();
      long broken = events.stream().filter(CallBroken.class::isInstance).count();
      assertThat(begun - broken).isEqualTo(parts.calls().size());
      List<String> found = namesAndArguments(parts.calls());
      boolean isProgram = example.answer().startsWith("<|python_tag|>");
      assertThat(isProgram || example.calls().subList(0, found.size()).equals(found)).isTrue();
    }
  }

  @Test
  void codeBehindACallInABlockOfCodeIsContent() {
    AnswerReader reader = reader(Example.of("Qwen-Qwen3-0.6B", ""));
    String code = "Then:\n```python\nprint(1)\n```";
    reader.accept("```json\n{\"name\": \"search\", \"arguments\": {\"q\": \"a\"}}\n```\n" + code);
    reader.finish();
    assertThat(reader.parts().calls()).hasSize(1);
    assertThat(reader.parts().content()).isEqualTo(code);
  }

  @Test
  void argumentsArriveWhileTheyAreWritten() {
    AnswerReader reader = reader(Example.of("Qwen-Qwen3-0.6B", ""));
    assertThat(reader.accept("<tool_call>\n{\"name\": \"search\", \"arguments\": {\"q\": \"a"))
        .hasSize(2)
        .last()
        .isEqualTo(new Arguments(0, "{\"q\": \"a"));
    assertThat(reader.accept(" b")).containsExactly(new Arguments(0, " b"));
  }

  @Test
  void textBetweenTagsArrivesWhileItIsWritten() {
    AnswerReader reader = reader(Example.of("Qwen3.5-4B", ""));
    reader.accept("<tool_call>\n<function=search>\n<parameter=q>\n");
    assertThat(reader.accept("a\"b\n</par")).containsExactly(new Arguments(0, "a\\\"b"));
    assertThat(reader.accept("x")).containsExactly(new Arguments(0, "\\n</parx"));
  }

  @Test
  void textIsHeldBackOnlyWhileItMayBecomeAMark() {
    AnswerReader reader = reader(Example.of("Qwen-Qwen3-0.6B", ""));
    assertThat(reader.accept("Hello <tool")).containsExactly(new Content("Hello"));
    assertThat(reader.accept("box>")).containsExactly(new Content(" <toolbox>"));
  }

  @Test
  void aCallThatBreaksIsWithdrawnAndItsTextIsNotLost() {
    AnswerReader reader = reader(Example.of("Qwen-Qwen3-0.6B", ""));
    String call = "<tool_call>{\"name\": \"now\", \"arguments\": {\"a\"";
    reader.accept(call);
    assertThat(reader.accept("}")).containsExactly(new CallBroken(0), new Content(call + "}"));
  }

  @Test
  void thoughtsStayInTheContentIfThatIsWanted() {
    AnswerReader reader =
        Hermes.DIALECT.reader(Thinking.USUAL, "", Samples.TOOLS, ReasoningFormat.NONE);
    String answer = "<think>\nHm.\n</think>\n\nYes.";
    reader.accept(answer);
    reader.finish();
    assertThat(reader.parts().content()).isEqualTo(answer);
  }

  @Test
  void thoughtsMayBeInTheContentAndApart() {
    String answer = "<think>\nHm. \n So.\n</think>\n\nYes.\n";
    AnswerReader reader =
        Hermes.DIALECT.reader(Thinking.USUAL, "", Samples.TOOLS, ReasoningFormat.BOTH);
    reader.accept(answer);
    reader.finish();
    assertThat(reader.parts()).isEqualTo(new AnswerParts(answer, "Hm. \n So.", List.of()));
    AnswerReader begun =
        Hermes.DIALECT.reader(Thinking.USUAL, "<think>\n", Samples.TOOLS, ReasoningFormat.BOTH);
    begun.accept("\nHm.</think>{\"name\": \"now\", \"arguments\": {}}");
    begun.finish();
    assertThat(begun.parts().content()).isEqualTo("\nHm.</think>");
    assertThat(begun.parts().reasoning()).isEqualTo("Hm.");
    assertThat(namesAndArguments(begun.parts().calls())).containsExactly("now", "{}");
  }

  @Test
  void thoughtsThatAreInTheContentAndApartAreToldByThePiece() {
    AnswerReader reader =
        Hermes.DIALECT.reader(Thinking.USUAL, "<think>", Samples.TOOLS, ReasoningFormat.BOTH);
    assertThat(reader.accept("Let me"))
        .containsExactly(new Reasoning("Let me"), new Content("Let me"));
    assertThat(reader.accept(" see.</think>Yes"))
        .containsExactly(new Reasoning(" see."), new Content(" see.</think>Yes"));
    Thinking again = new Thinking("<think>", "</think>", "", true);
    AnswerReader apart =
        Hermes.DIALECT.reader(again, "<think>", Samples.TOOLS, ReasoningFormat.SEPARATE);
    assertThat(apart.accept("a</think>b<think>c</think>d"))
        .containsExactly(
            new Reasoning("a"), new Content("b"), new Reasoning("c"), new Content("d"));
  }

  @Test
  void withoutToolsNothingIsACall() {
    AnswerReader reader =
        Hermes.DIALECT.reader(Thinking.USUAL, "", List.of(), ReasoningFormat.SEPARATE);
    String answer = "<tool_call>{\"name\": \"now\", \"arguments\": {}}";
    reader.accept(answer);
    reader.finish();
    assertThat(reader.parts()).isEqualTo(new AnswerParts(answer, "", List.of()));
  }

  @Test
  void aLongAnswerOfMarksTakesNoLongTime() {
    AnswerReader reader = reader(Example.of("Qwen-Qwen3-0.6B", ""));
    IntStream.range(0, 20_000).forEach(i -> reader.accept("<tool_call>{\"name\": "));
    reader.finish();
    assertThat(reader.parts().content()).hasSize(20_000 * 20);
  }
}
