package io.llamajar.chat.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conversations become the prompts that models were trained on. */
class ChatTemplateTest {
  private static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");

  private static Model open(Path file) {
    return Model.open(GgufSource.of(file), ModelOptions.defaults().withThreads(2));
  }

  @Test
  void toolsAndCallsOfToolsAreWrittenByTheTemplate() {
    try (Model model = open(DEMO)) {
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
    try (Model model = open(DEMO)) {
      Message question = Message.user("What is the capital of France?");
      ChatTemplate template = ChatTemplate.of(model);
      assertThat(template.render(List.of(question, Message.assistant("It is"))))
          .isEqualTo(template.render(List.of(question)) + "It is");
      assertThat(template.render(List.of(question, Message.assistant("It is"), question)))
          .contains("It is<|im_end|>");
    }
  }

  @Test
  void aModelWithoutATemplateGetsChatMlAndAWarning() {
    try (Model model = open(Kit.path("models/stories260K.gguf"))) {
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
    }
  }
}
