package io.llamajar.chat.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import io.llamajar.chat.tools.Dialogue.Turn;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations with the demo model that are taken back, taken up and changed. */
class DialogueTest {
  private static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(60);
  private static final String FRANCE = "What is the capital of France?";
  private static final String JAPAN = "What is the capital of Japan?";

  private Model model;
  private Dialogue dialogue;

  @BeforeEach
  void open() {
    model =
        Model.open(GgufSource.of(DEMO), ModelOptions.defaults().withThreads(2).withContext(150));
    dialogue = Dialogue.with(model, ChatTemplate.of(model));
    dialogue.use(GREEDY);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aQuestionThatIsTakenBackWasNeverAsked() {
    String first = say(FRANCE);
    List<Message> before = dialogue.messages();
    assertThat(first).contains("Paris");
    assertThat(say(JAPAN)).contains("Tokyo");
    assertThat(dialogue.undo()).contains(JAPAN);
    assertThat(dialogue.messages()).isEqualTo(before);
    assertThat(dialogue.undo()).contains(FRANCE);
    assertThat(dialogue.undo()).isEmpty();
    assertThat(say(FRANCE)).isEqualTo(first);
  }

  @Test
  void aConversationGoesOnWhereAnotherEnded() {
    say(FRANCE);
    List<Message> kept = dialogue.messages();
    String next = say(JAPAN);
    dialogue.clear();
    assertThat(dialogue.messages()).isEmpty();
    assertThat(dialogue.prompt()).isEmpty();
    assertThat(dialogue.tokens()).isZero();
    dialogue.resume(kept);
    assertThat(dialogue.prompt()).contains(FRANCE, "Paris");
    assertThat(dialogue.tokensWith(JAPAN)).isGreaterThan(dialogue.tokens());
    assertThat(say(JAPAN)).isEqualTo(next);
  }

  @Test
  void theSystemMessageIsReplacedAndSurvivesAll() {
    dialogue.system("Be nice.");
    say(FRANCE);
    dialogue.system("Be terse.");
    dialogue.clear();
    assertThat(dialogue.messages()).containsExactly(Message.system("Be terse."));
    assertThat(dialogue.undo()).isEmpty();
    dialogue.system("");
    assertThat(dialogue.system()).isEmpty();
    assertThat(dialogue.messages()).isEmpty();
  }

  @Test
  void whatWasSaidBeforeItWasCancelledIsKept() {
    Turn turn = dialogue.ask("Tell me a story about a llama.", event -> dialogue.cancel());
    assertThat(turn.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(turn.parts().content()).isNotEmpty().hasSizeLessThan(20);
    assertThat(dialogue.messages().getLast()).isEqualTo(Message.assistant(turn.parts().content()));
  }

  @Test
  void whatDoesNotFitLeavesTheConversationAsItWas() {
    say(FRANCE);
    List<Message> before = dialogue.messages();
    assertThatThrownBy(() -> say("Repeat: a. ".repeat(50))).isInstanceOf(LlamajarException.class);
    assertThat(dialogue.messages()).isEqualTo(before);
  }

  @Test
  void calledToolsAreAnsweredInTheConversation() {
    dialogue.offer(
        List.of(
            Tool.of(
                Json.parse(
                    """
                    {"type": "function", "function": {"name": "get_time", "description": "time",
                     "parameters": {"type": "object", "properties": {}}}}\
                    """))));
    StringBuilder answer = new StringBuilder();
    ToolCall call = new ToolCall("abcdefghi", "get_time", "{}");
    dialogue.resume(
        List.of(Message.user("Time?"), new AnswerParts("", "", List.of(call)).message()));
    Turn turn =
        dialogue.answer(
            List.of(call.result("noon")),
            event -> {
              if (event instanceof AnswerEvent.Content(String text)) {
                answer.append(text);
              }
            });
    assertThat(turn.parts().content()).isEqualTo(answer.toString());
    assertThat(dialogue.messages()).hasSize(4);
    assertThat(dialogue.undo()).contains("Time?");
    assertThat(dialogue.messages()).isEmpty();
  }

  private String say(String question) {
    return dialogue.ask(question, event -> {}).parts().content();
  }
}
