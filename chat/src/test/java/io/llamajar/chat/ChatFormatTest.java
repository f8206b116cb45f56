package io.llamajar.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.AnswerReader;
import io.llamajar.chat.tools.ReasoningFormat;
import io.llamajar.chat.tools.Samples;
import io.llamajar.chat.tools.ToolCall;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations with tools and thoughts, as real templates write them. */
class ChatFormatTest {
  private static final Model MODEL =
      Model.open(
          GgufSource.of(Path.of("../models/demo/llamajar-demo-q8_0.gguf")),
          ModelOptions.defaults().withThreads(1));
  private static final ToolCall CALL =
      new ToolCall("call_1", "get_weather", "{\"city\":\"Paris\"}");

  @AfterAll
  static void close() {
    MODEL.close();
  }

  static List<String> templates() {
    return Kit.list("templates/templates", ".jinja").stream()
        .map(path -> path.getFileName().toString().replace(".jinja", ""))
        // Fails by itself when there are tools, in Python too.
        .filter(name -> !name.equals("MiroThinker"))
        .toList();
  }

  private static ChatFormat format(String template) {
    return ChatFormat.of(MODEL, ChatTemplate.of(MODEL, Samples.template(template)));
  }

  private static ChatRequest conversation() {
    return ChatRequest.of(
            List.of(
                Message.user("Weather?"),
                new AnswerParts("", "", List.of(CALL)).message(),
                CALL.result("12 degrees")))
        .withTools(Samples.TOOLS);
  }

  /** Whatever a template can do, the model learns of tools, calls and results. */
  @ParameterizedTest
  @MethodSource("templates")
  void everyTemplateTellsOfToolsCallsAndResults(String template) {
    ChatFormat format = format(template);
    String prompt = format.render(conversation());
    assertThat(prompt).contains("search").contains("Paris").contains("12 degrees");
  }

  /** What a template writes for a former call is what the dialect reads. */
  @ParameterizedTest
  @MethodSource("templates")
  void formerCallsAreInTheDialectThatIsRead(String template) {
    ChatFormat format = format(template);
    String prompt = format.render(conversation());
    String question =
        format.render(ChatRequest.of(List.of(Message.user("Weather?"))).withTools(Samples.TOOLS));
    int begin = 0;
    while (begin < question.length() && prompt.charAt(begin) == question.charAt(begin)) {
      begin++;
    }
    int open = prompt.lastIndexOf('<', begin - 1);
    begin = open > prompt.lastIndexOf('>', begin - 1) ? open : begin; // both have begun a mark
    String said = prompt.substring(begin, prompt.lastIndexOf("12 degrees"));
    AnswerReader reader =
        format
            .dialect()
            .reader(
                format.thinking(),
                prompt.substring(0, begin),
                Samples.TOOLS,
                ReasoningFormat.SEPARATE);
    reader.accept(said);
    reader.finish();
    assertThat(reader.parts().calls())
        .as(said)
        .extracting(ToolCall::name, call -> Json.parse(call.arguments()))
        .containsExactly(tuple("get_weather", Map.of("city", "Paris")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Qwen-Qwen3-0.6B",
        "Qwen-QwQ-32B",
        "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
        "GLM-4.6",
        "google-gemma-4-31B-it"
      })
  void thoughtsCanBeSwitchedOff(String template) {
    ChatFormat format = format(template);
    ChatRequest request = ChatRequest.of(List.of(Message.user("Why?")));
    String prompt = format.render(request.withReasoning(Reasoning.USUAL.withEnabled(false)));
    assertThat(format.thinking().isClosedBy(prompt)).isTrue();
    assertThat(format.reader(request, prompt).isReasoning()).isFalse();
  }

  @Test
  void aTemplateLearnsHowHardToThink() {
    ChatFormat format = format("openai-gpt-oss-120b");
    assertThat(rendered(format, Reasoning.USUAL)).contains("Reasoning: medium");
    assertThat(rendered(format, Reasoning.USUAL.withEffort("high"))).contains("Reasoning: high");
    assertThat(Reasoning.USUAL.withEffort("high").enabled()).contains(true);
    assertThat(Reasoning.USUAL.withEffort("none").wish().variables())
        .containsEntry("enable_thinking", false)
        .doesNotContainKey("reasoning_effort");
    assertThat(Reasoning.USUAL.withEnabled(false).withEffort("high").enabled()).contains(false);
  }

  private static String rendered(ChatFormat format, Reasoning reasoning) {
    return format.render(ChatRequest.of(List.of(Message.user("Why?"))).withReasoning(reasoning));
  }

  @Test
  void aTemplateLearnsWhetherFormerThoughtsAreKept() {
    List<Message> all =
        List.of(
            Message.user("Why?"),
            new AnswerParts("So.", "Hm, former.", List.of()).message(),
            Message.user("Again?"));
    ChatRequest request = ChatRequest.of(all);
    ChatFormat format = format("GLM-5.2");
    for (boolean kept : List.of(true, false)) {
      String prompt = format.render(request.withReasoning(Reasoning.USUAL.withKept(kept)));
      assertThat(prompt.contains("Hm, former.")).isEqualTo(kept);
    }
  }

  @Test
  void aTemplateGetsFurtherVariables() {
    ChatRequest request = ChatRequest.of(List.of(Message.user("Why?")));
    assertThat(
            format("openai-gpt-oss-120b")
                .render(request.withVariables(Map.of("model_identity", "You are a llama."))))
        .contains("You are a llama.");
  }

  @Test
  void idsSuitThePickiestTemplate() {
    assertThat(format("mistralai-Mistral-Nemo-Instruct-2407").render(conversation()))
        .containsPattern("\"id\": \"[a-z0-9]{9}\"");
  }

  @Test
  void aCallWithoutANameIsAnErrorInASentence() {
    Message broken =
        new Message("assistant", "", Map.of("tool_calls", List.of(Map.of("function", Map.of()))));
    assertThat(
            catchThrowable(() ->
                format("Qwen-Qwen3-0.6B")
                    .render(ChatRequest.of(List.of(Message.user("Hi"), broken)))))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("give it one");
  }
}
