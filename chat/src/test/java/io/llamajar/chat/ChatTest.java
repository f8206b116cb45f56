package io.llamajar.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolCall;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations with the demo model that are taken back, taken up and changed. */
class ChatTest {
  private static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(60);
  private static final String FRANCE = "What is the capital of France?";
  private static final String JAPAN = "What is the capital of Japan?";

  private Model model;
  private Chat chat;

  @BeforeEach
  void open() {
    model =
        Model.open(GgufSource.of(DEMO), ModelOptions.defaults().withThreads(2).withContext(150));
    chat = Chat.with(model);
    chat.use(GREEDY);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aConversationGrowsByQuestionAndAnswer() {
    StringBuilder pieces = new StringBuilder();
    Answer first = chat.ask(FRANCE, AnswerEvent.content(pieces::append));
    assertThat(first.text()).contains("Paris").isEqualTo(pieces.toString());
    assertThat(first.finish()).isEqualTo(Finish.END);
    Answer second = chat.ask(JAPAN);
    assertThat(second.statistics().cachedTokens()).isPositive();
    assertThat(chat.messages())
        .containsExactly(
            Message.user(FRANCE),
            Message.assistant(first.text()),
            Message.user(JAPAN),
            Message.assistant(second.text()));
  }

  @Test
  void aQuestionThatIsTakenBackWasNeverAsked() {
    String first = say(FRANCE);
    List<Message> before = chat.messages();
    assertThat(first).contains("Paris");
    assertThat(say(JAPAN)).contains("Tokyo");
    assertThat(chat.undo()).contains(JAPAN);
    assertThat(chat.messages()).isEqualTo(before);
    assertThat(chat.undo()).contains(FRANCE);
    assertThat(chat.undo()).isEmpty();
    assertThat(say(FRANCE)).isEqualTo(first);
  }

  @Test
  void aConversationGoesOnWhereAnotherEnded() {
    say(FRANCE);
    List<Message> kept = chat.messages();
    String next = say(JAPAN);
    chat.clear();
    assertThat(chat.messages()).isEmpty();
    assertThat(chat.prompt()).isEmpty();
    assertThat(chat.tokens()).isZero();
    chat.resume(kept);
    assertThat(chat.prompt()).contains(FRANCE, "Paris");
    assertThat(chat.tokensWith(JAPAN)).isGreaterThan(chat.tokens());
    assertThat(say(JAPAN)).isEqualTo(next);
  }

  @Test
  void theSystemMessageIsReplacedAndSurvivesAll() {
    chat.system("Be nice.");
    say(FRANCE);
    chat.system("Be terse.");
    chat.clear();
    assertThat(chat.messages()).containsExactly(Message.system("Be terse."));
    assertThat(chat.undo()).isEmpty();
    chat.system("");
    assertThat(chat.system()).isEmpty();
    assertThat(chat.messages()).isEmpty();
  }

  @Test
  void whatWasSaidBeforeItWasCancelledIsKept() {
    Answer answer = chat.ask("Tell me a story about a llama.", event -> chat.cancel());
    assertThat(answer.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(answer.text()).isNotEmpty().hasSizeLessThan(20);
    assertThat(chat.messages().getLast()).isEqualTo(Message.assistant(answer.text()));
  }

  @Test
  void whatDoesNotFitLeavesTheConversationAsItWas() {
    say(FRANCE);
    List<Message> before = chat.messages();
    assertThatThrownBy(() -> say("Repeat: a. ".repeat(50))).isInstanceOf(LlamajarException.class);
    assertThat(chat.messages()).isEqualTo(before);
  }

  @Test
  void calledToolsAreAnsweredInTheConversation() {
    chat.offer(
        List.of(
            Tool.of(
                Json.parse(
                    """
                    {"type": "function", "function": {"name": "get_time", "description": "time",
                     "parameters": {"type": "object", "properties": {}}}}\
                    """))));
    StringBuilder said = new StringBuilder();
    ToolCall call = new ToolCall("abcdefghi", "get_time", "{}");
    chat.resume(List.of(Message.user("Time?"), new AnswerParts("", "", List.of(call)).message()));
    Answer answer = chat.answer(List.of(call.result("noon")), AnswerEvent.content(said::append));
    assertThat(answer.text()).isEqualTo(said.toString());
    assertThat(chat.messages()).hasSize(4);
    assertThat(chat.undo()).contains("Time?");
    assertThat(chat.messages()).isEmpty();
  }

  private String say(String question) {
    return chat.ask(question).text();
  }
}
