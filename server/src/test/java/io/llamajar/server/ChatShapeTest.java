package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Generation.Finish;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatShapeTest {
  private static final AnswerEvent NAME = new AnswerEvent.CallBegun(0, "a", "look");
  private static final AnswerEvent ARGUMENTS = new AnswerEvent.Arguments(0, "{}");

  @Test
  void aStreamNumbersCallsOfTools() {
    assertThat(told(ChatShape.TOOLS))
        .containsExactly(
            "{tool_calls=[{index=0, id=a, type=function, function={name=look, arguments=}}]}",
            "{tool_calls=[{index=0, function={arguments={}}}]}",
            "{tool_calls=[{index=1, id=a, type=function, function={name=look, arguments=}}]}",
            "{tool_calls=[{index=1, function={arguments={}}}]}");
  }

  @Test
  void aStreamTellsTheOldestClientsOfOneCallOnly() {
    assertThat(told(ChatShape.FUNCTIONS))
        .containsExactly(
            "{function_call={name=look, arguments=}}", "{function_call={arguments={}}}");
  }

  private static List<String> told(ChatShape shape) {
    return Stream.of(
            shape.delta(NAME, 0),
            shape.delta(ARGUMENTS, 0),
            shape.delta(NAME, 1),
            shape.delta(ARGUMENTS, 1))
        .flatMap(Optional::stream)
        .map(Map::toString)
        .toList();
  }

  @Test
  void aTurnEndsWithItsCallsUnlessItWasCut() {
    AnswerParts calls = new AnswerParts("", "", List.of(new ToolCall("a", "look", "{}")));
    AnswerParts none = new AnswerParts("Hi", "", List.of());
    assertThat(ChatShape.TOOLS.reason(Finish.END, calls)).isEqualTo("tool_calls");
    assertThat(ChatShape.FUNCTIONS.reason(Finish.END, calls)).isEqualTo("function_call");
    assertThat(ChatShape.TOOLS.reason(Finish.LENGTH, calls)).isEqualTo("length");
    assertThat(ChatShape.TOOLS.reason(Finish.STOP, none)).isEqualTo("stop");
  }
}
