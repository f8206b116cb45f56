package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.ReasoningFormat;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a model is to think is the same wish in the words of every API. */
class ReasoningFieldsTest {
  private static final String MESSAGES =
      "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

  /** An API, and how it says how hard to think. */
  enum Api {
    CHAT(MESSAGES, "\"reasoning_effort\": \"%s\"", ChatCompletions::request),
    RESPONSES("\"input\": \"Hi\"", "\"reasoning\": {\"effort\": \"%s\"}", ResponseInput::read),
    ANTHROPIC(MESSAGES, "\"output_config\": {\"effort\": \"%s\"}", AnthropicConversation::read),
    OLLAMA(
        MESSAGES,
        "\"think\": \"%s\"",
        (fields, turns) -> Ollama.thinking(fields, ChatCompletions.request(fields, turns)));

    private final String question;
    private final String effort;
    private final BiFunction<Fields, Turns, ChatRequest> reader;

    Api(String question, String effort, BiFunction<Fields, Turns, ChatRequest> reader) {
      this.question = question;
      this.effort = effort;
      this.reader = reader;
    }

    private ChatRequest ask(ServerOptions server, String more) {
      String body = "{%s%s}".formatted(question, more.isEmpty() ? "" : ", " + more);
      return reader.apply(Fields.of(Json.parse(body)), new Turns(server));
    }

    private Reasoning read(String more) {
      return ask(ServerOptions.defaults(), more).reasoning();
    }
  }

  @ParameterizedTest
  @EnumSource
  void howHardToThink(Api api) {
    assertThat(api.read("")).isEqualTo(Reasoning.USUAL);
    for (String level : new String[] {"minimal", "low", "high", "xhigh"}) {
      Reasoning read = api.read(api.effort.formatted(level));
      assertThat(read.wish().effort()).contains(level);
      assertThat(read.enabled()).contains(true);
    }
    Reasoning none = api.read(api.effort.formatted("none"));
    assertThat(none.wish().effort()).isEmpty();
    assertThat(none.enabled()).contains(false);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestSaysOtherwiseThanTheServer(Api api) {
    ServerOptions hard =
        ServerOptions.defaults()
            .withReasoning(Reasoning.USUAL.withEffort("high").withBudget(9).withBudgetMessage("."))
            .withTemplateVariables(Map.of("reasoning_effort", "medium", "more", 1L));
    ChatRequest usual = api.ask(hard, "");
    assertThat(usual.reasoning().wish().effort()).contains("medium");
    assertThat(usual.reasoning().budget()).isEqualTo(new ChatRequest.Budget(9, "."));
    assertThat(usual.variables()).isEqualTo(Map.of("more", 1L));
    ChatRequest own =
        api.ask(
            hard,
            api.effort.formatted("low")
                + ", \"reasoning_budget_tokens\": 3, \"reasoning_budget_message\": \"!\"");
    assertThat(own.reasoning().wish().effort()).contains("low");
    assertThat(own.reasoning().budget()).isEqualTo(new ChatRequest.Budget(3, "!"));
  }

  @ParameterizedTest
  @EnumSource
  void whereThoughtsGo(Api api) {
    String format = "\"reasoning_format\": \"%s\"";
    assertThat(api.read(format.formatted("none")).format()).isEqualTo(ReasoningFormat.NONE);
    assertThat(api.read(format.formatted("auto")).format()).isEqualTo(ReasoningFormat.SEPARATE);
    assertThat(api.read(format.formatted("deepseek-legacy")).format())
        .isEqualTo(ReasoningFormat.BOTH);
    assertThatThrownBy(() -> api.read(format.formatted("odd")))
        .hasMessageContaining("deepseek-legacy");
    ServerOptions leaving =
        ServerOptions.defaults().withReasoning(Reasoning.USUAL.withFormat(ReasoningFormat.NONE));
    assertThat(api.ask(leaving, "").reasoning().format()).isEqualTo(ReasoningFormat.NONE);
    assertThat(api.ask(leaving, format.formatted("auto")).reasoning().format())
        .isEqualTo(ReasoningFormat.SEPARATE);
  }

  @ParameterizedTest
  @EnumSource
  void whetherToThinkIsNotSaidByANull(Api api) {
    ServerOptions off = ServerOptions.defaults().withReasoning(Reasoning.USUAL.withEnabled(false));
    String told = "\"chat_template_kwargs\": {\"enable_thinking\": %s}";
    assertThat(api.ask(off, told.formatted("null")).reasoning().enabled()).contains(false);
    assertThat(api.ask(off, told.formatted("true")).reasoning().enabled()).contains(true);
    assertThat(api.read(told.formatted("null"))).isEqualTo(Reasoning.USUAL);
  }

  @Test
  void anthropicsThoughtsAreSwitchedAndBound() {
    Reasoning bound =
        Api.ANTHROPIC.read("\"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 4}");
    assertThat(bound.enabled()).contains(true);
    assertThat(bound.budget().tokens()).isEqualTo(4);
    String off = "\"thinking\": {\"type\": \"disabled\"}, \"output_config\": {\"effort\": \"low\"}";
    assertThat(Api.ANTHROPIC.read(off).enabled()).contains(false);
  }
}
