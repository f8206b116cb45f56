package io.llamajar.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTest {
  private static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(60);

  private static Model open(Path file, int context) {
    return Model.open(
        GgufSource.of(file), ModelOptions.defaults().withThreads(2).withContext(context));
  }

  private static Chat greedy(Model model) {
    return Chat.with(model, ChatTemplate.of(model), GREEDY);
  }

  @Test
  void aConversationGrowsByQuestionAndAnswer() {
    try (Model model = open(DEMO, 0)) {
      Chat chat = greedy(model);
      StringBuilder pieces = new StringBuilder();
      Answer first = chat.ask("What is the capital of France?", pieces::append);
      assertThat(first.text()).contains("Paris");
      assertThat(pieces).hasToString(first.text());
      assertThat(first.finish()).isEqualTo(Finish.END);
      Answer second = chat.ask("What is the opposite of hot?");
      assertThat(second.statistics().cachedTokens()).isPositive();
      assertThat(chat.messages())
          .containsExactly(
              Message.user("What is the capital of France?"),
              Message.assistant(first.text()),
              Message.user("What is the opposite of hot?"),
              Message.assistant(second.text()));
      chat.clear();
      assertThat(chat.messages()).isEmpty();
      assertThat(chat.ask("What is the capital of France?").text()).isEqualTo(first.text());
    }
  }

  @Test
  void toolsAndCallsOfToolsAreWrittenByTheTemplate() {
    try (Model model = open(DEMO, 0)) {
      Object tool = Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}");
      Message call =
          new Message(
              "assistant",
              "",
              Map.of(
                  "tool_calls",
                  List.of(Json.parse("{\"function\":{\"name\":\"clock\",\"arguments\":{}}}"))));
      String text =
          ChatTemplate.of(model).render(List.of(Message.user("Time?"), call), List.of(tool));
      assertThat(text)
          .contains("Tools:\n{\"name\": \"clock\"}\n")
          .contains("<tool_call>{\"name\": \"clock\", \"arguments\": {}}</tool_call>");
    }
  }

  @Test
  void whatTheAssistantHasBegunToSayGoesOn() {
    try (Model model = open(DEMO, 0)) {
      Message question = Message.user("What is the capital of France?");
      ChatTemplate template = ChatTemplate.of(model);
      assertThat(template.render(List.of(question, Message.assistant("It is"))))
          .isEqualTo(template.render(List.of(question)) + "It is");
      assertThat(template.render(List.of(question, Message.assistant("It is"), question)))
          .contains("It is<|im_end|>");
    }
  }

  @Test
  void aQuestionThatNoLongerFitsLeavesTheConversationAsItWas() {
    try (Model model = open(DEMO, 40)) {
      Chat chat = greedy(model);
      chat.ask("What is the capital of France?");
      List<Message> before = chat.messages();
      String tooLong = "Tell me a story about a llama. ".repeat(10);
      assertThatThrownBy(() -> chat.ask(tooLong))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("longer than the context of 40");
      assertThat(chat.messages()).isEqualTo(before);
    }
  }

  @Test
  void anAnswerCanBeCancelledWhileItIsGiven() {
    try (Model model = open(DEMO, 0)) {
      Chat chat = greedy(model);
      Answer answer = chat.ask("Tell me a story about a llama.", piece -> chat.cancel());
      assertThat(answer.finish()).isEqualTo(Finish.CANCELLED);
      assertThat(answer.text()).isNotEmpty().hasSizeLessThan(20);
      assertThat(chat.messages()).hasSize(2);
    }
  }

  @Test
  void aModelWithoutATemplateGetsChatMlAndAWarning() {
    try (Model model = open(Kit.path("models/stories260K.gguf"), 0)) {
      Chat chat = greedy(model);
      ChatTemplate template = ChatTemplate.of(model);
      assertThat(template.warning()).get().asString().contains("no chat template");
      assertThat(template.render(List.of(Message.system("Be nice."), Message.user("Hi\n"))))
          .isEqualTo(
              """
              <|im_start|>system
              Be nice.<|im_end|>
              <|im_start|>user
              Hi
              <|im_end|>
              <|im_start|>assistant
              """);
      // The template writes no beginning of text, so the tokenizer's own is put in front.
      int bos = 1;
      assertThat(template.prompt(List.of(Message.user("Hi")))).startsWith(bos);
      assertThat(chat.ask("Once upon a time").text()).doesNotContain("<|im_");
    }
  }
}
