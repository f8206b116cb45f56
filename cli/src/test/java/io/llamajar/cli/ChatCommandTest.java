package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import org.junit.jupiter.api.Test;

/** Conversations through a pipe, with the demo model. */
class ChatCommandTest {
  private static final String QUESTION = "What is the capital of France?";

  @Test
  void withoutACommandTheProgramChats() {
    assertThat(Program.runWithInput("")).isEqualTo(new Result(0, "", ""));
  }

  @Test
  void everyLineIsAMessageAndOnlyAnswersArePrinted() {
    Result once = chat(QUESTION + "\n");
    assertThat(once.code()).isZero();
    assertThat(once.err()).isEmpty();
    assertThat(once.out()).isEqualTo(Program.run("run", "--temp", "0", "-p", QUESTION).out());
    assertThat(chat("\n" + QUESTION)).isEqualTo(once);
    assertThat(chat(QUESTION + "\n" + QUESTION + "\n").out()).startsWith(once.out());
  }

  @Test
  void clearBeginsANewConversation() {
    String once = chat(QUESTION + "\n").out();
    assertThat(chat(QUESTION + "\n/clear\n" + QUESTION).out()).isEqualTo(once + once);
  }

  @Test
  void theSystemMessageSurvivesClear() {
    String[] args = {"chat", "--temp", "0", "-n", "20", "-sys", "Tell me a story about a fox."};
    String once = Program.runWithInput(QUESTION, args).out();
    assertThat(Program.runWithInput(QUESTION + "\n/clear\n" + QUESTION, args).out())
        .isEqualTo(once + once);
  }

  @Test
  void exitLeavesAndHelpAndUnknownCommandsAreNotes() {
    Result result = chat("/help\n/nonsense\n/exit\n" + QUESTION);
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("/clear", "There is no /nonsense");
  }

  @Test
  void aMessageThatDoesNotFitIsRefusedAndTheConversationGoesOn() {
    Result result = chat("Repeat: a. ".repeat(200) + "\n" + QUESTION);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]*512 tokens is full[^\n]*/clear[^\n]*\n");
    assertThat(result.out()).isEqualTo(chat(QUESTION).out());
  }

  @Test
  void anAnswerThatFillsTheContextEndsWithANote() {
    Result result =
        Program.runWithInput("Tell me a story.", "chat", "--temp", "0", "-c", "70", "--stop", "~");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isNotBlank().endsWith("\n");
    assertThat(result.err()).matches("llamajar: [^\n]*70 tokens is full[^\n]*/clear[^\n]*\n");
  }

  private static Result chat(String input) {
    return Program.runWithInput(input, "chat", "--temp", "0");
  }
}
