package io.llamajar.chat.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.llamajar.chat.template.Json;
import io.llamajar.grammar.Grammar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect's grammar accepts correct calls and nothing else. */
class CallGrammarTest {
  /** A call, and two, as a template's dialect writes them. */
  record Spelling(String template, String one, String two) {}

  private static final Tool WEATHER =
      tool(
          "get_weather",
          """
          {"type": "object", "required": ["city"], "additionalProperties": false,
           "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
          """);
  private static final Tool CLOCK =
      tool("now", "{\"type\": \"object\", \"properties\": {}, \"additionalProperties\": false}");

  @SuppressWarnings("unchecked") // what JSON has between braces
  private static Tool tool(String name, String schema) {
    return new Tool(name, "", (Map<String, Object>) Json.parse(schema), true);
  }

  private static final String JSON =
      "{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}";
  private static final String NOW = "{\"name\": \"now\", \"arguments\": {}}";

  static List<Spelling> spellings() {
    return List.of(
        each("Qwen-Qwen3-0.6B", "<tool_call>\n%s\n</tool_call>", JSON, "\n", NOW),
        around("NVIDIA-Nemotron-Nano-v2", "<TOOLCALL>[%s]</TOOLCALL>", JSON, ", ", NOW),
        around("MiniMax-M1", "<tool_calls>\n%s\n</tool_calls>", JSON, "\n", NOW),
        around("mistralai-Mistral-Nemo-Instruct-2407", "[TOOL_CALLS][%s]", JSON, ", ", NOW),
        each(
            "unsloth-mistral-Devstral-Small-2507",
            "[TOOL_CALLS]%s",
            "get_weather[ARGS]{\"city\": \"Paris\"}",
            "",
            "now[ARGS]{}"),
        around(
            "deepseek-ai-DeepSeek-V3.1",
            "<｜tool▁calls▁begin｜>%s<｜tool▁calls▁end｜>",
            "<｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{\"city\": \"Paris\"}<｜tool▁call▁end｜>",
            "",
            "<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜>"),
        around(
            "moonshotai-Kimi-K2",
            "<|tool_calls_section_begin|>%s<|tool_calls_section_end|>",
            "<|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{\"city\":"
                + " \"Paris\"}<|tool_call_end|>",
            "",
            "<|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|>"),
        each(
            "Qwen3.5-4B",
            "<tool_call>\n%s\n</tool_call>",
            "<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n</function>",
            "\n",
            "<function=now>\n</function>"),
        around(
            "GLM-4.6",
            "%s",
            """
            <tool_call>get_weather
            <arg_key>city</arg_key>
            <arg_value>Paris</arg_value>
            </tool_call>\
            """,
            "\n",
            "<tool_call>now\n</tool_call>"),
        around(
            "deepseek-ai-DeepSeek-V4",
            "<｜DSML｜tool_calls>\n%s</｜DSML｜tool_calls>",
            """
            <｜DSML｜invoke name="get_weather">
            <｜DSML｜parameter name="city" string="true">Paris</｜DSML｜parameter>
            </｜DSML｜invoke>
            """,
            "",
            "<｜DSML｜invoke name=\"now\">\n</｜DSML｜invoke>\n"),
        around(
            "LFM2.5-8B-A1B",
            "<|tool_call_start|>[%s]<|tool_call_end|>",
            "get_weather(city=\"Paris\")",
            ", ",
            "now()"),
        each(
            "google-gemma-4-31B-it",
            "<|tool_call>%s<tool_call|>",
            "call:get_weather{city:<|\"|>Paris<|\"|>}",
            "",
            "call:now{}"),
        around(
            "MiniMax-M3",
            "§<tool_call>\n%s§</tool_call>".replace("§", MiniMax.MARK),
            "§<invoke name=\"get_weather\">§<city>Paris§</city>§</invoke>\n"
                .replace("§", MiniMax.MARK),
            "",
            "§<invoke name=\"now\">§</invoke>\n".replace("§", MiniMax.MARK)),
        around(
            "{{ '<|open|>' + tag }}",
            "<|close|>response<|sep|><|open|>tools<|sep|>%s<|close|>tools<|sep|>",
            "<|open|>call tool=\"get_weather\" index=\"1\"<|sep|><|open|>argument key=\"city\""
                + " type=\"string\"<|sep|>Paris<|close|>argument<|sep|><|close|>call<|sep|>",
            "",
            "<|open|>call tool=\"now\" index=\"2\"<|sep|><|close|>call<|sep|>"),
        around(
            "{{ '<|tools_prefix|>' }}",
            "<|tools_prefix|>[%s]<|tools_suffix|>",
            "{\"get_weather\": {\"city\": \"Paris\"}}",
            ", ",
            "{\"now\": {}}"),
        around(
            "{{ '<think{}><tool_sep{}>' }}",
            "<tool_calls:opensource>\n%s</tool_calls:opensource>",
            """
            <tool_call:opensource>get_weather<tool_sep:opensource>
            <arg_key:opensource>city</arg_key:opensource>
            <arg_value:opensource>Paris</arg_value:opensource>
            </tool_call:opensource>
            """,
            "",
            """
            <tool_call:opensource>now<tool_sep:opensource>
            </tool_call:opensource>
            """),
        around(
            "{{ '<|tool_call:args|>' }}",
            "<|tool_calls|>%s<|calls|>",
            "<|tool_call:begin|>0123456789<|tool_call:name|>get_weather<|tool_call:args|>{\"city\":"
                + " \"Paris\"}<|tool_call:end|>",
            "",
            "<|tool_call:begin|>1123456789<|tool_call:name|>now<|tool_call:args|>{}<|tool_call:end|>"),
        around(
            "meetkai-functionary-medium-v3.1",
            "%s",
            "<function=get_weather>{\"city\": \"Paris\"}</function>",
            "",
            "<function=now>{}</function>"),
        around(
            "meetkai-functionary-medium-v3.2",
            "%s",
            "get_weather\n{\"city\": \"Paris\"}",
            "\n>>>",
            "now\n{}"));
  }

  private static Spelling around(
      String template, String around, String one, String separator, String two) {
    return new Spelling(template, around.formatted(one), around.formatted(one + separator + two));
  }

  private static Spelling each(
      String template, String around, String one, String separator, String two) {
    return new Spelling(
        template, around.formatted(one), around.formatted(one) + separator + around.formatted(two));
  }

  private static Dialect.Ask ask(String template, ToolChoice choice, boolean parallel) {
    return ask(List.of(WEATHER, CLOCK), template, choice, parallel);
  }

  private static Dialect.Ask ask(
      List<Tool> tools, String template, ToolChoice choice, boolean parallel) {
    return new Dialect.Ask(
        new Offer(tools, choice, parallel),
        Optional.empty(),
        Thinking.of(template),
        true,
        "",
        text -> OptionalInt.empty());
  }

  private static Grammar grammar(String name, ToolChoice choice, boolean parallel) {
    String template = Samples.template(name);
    Dialect.Ask ask = ask(template, choice, parallel);
    return Grammar.parse(Dialects.of(template).grammar(ask).orElseThrow().gbnf());
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void acceptsOneCallAndNothingElse(Spelling spelling) {
    Grammar grammar = grammar(spelling.template(), ToolChoice.Mode.REQUIRED, false);
    assertThat(grammar.matches(spelling.one())).isTrue();
    assertThat(grammar.matches(spelling.two())).isFalse();
    assertThat(grammar.matches("I would rather not.")).isFalse();
    assertThat(grammar.matches(spelling.one().replace("city", "town"))).isFalse();
    assertThat(grammar.matches(spelling.one().replace("get_weather", "get_time"))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void acceptsTwoCallsIfTheyMayBeParallel(Spelling spelling) {
    Grammar grammar = grammar(spelling.template(), ToolChoice.Mode.REQUIRED, true);
    assertThat(grammar.matches(spelling.one())).isTrue();
    assertThat(grammar.matches(spelling.two())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void acceptsOnlyTheToolThatIsNamed(Spelling spelling) {
    ToolChoice named = new ToolChoice.Named("now");
    assertThat(grammar(spelling.template(), named, false).matches(spelling.one())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void whatTheGrammarAcceptsIsReadAsCalls(Spelling spelling) {
    String prompt = spelling.template().endsWith("v3.2") ? ">>>" : "";
    AnswerReader reader =
        Dialects.of(Samples.template(spelling.template()))
            .reader(Thinking.USUAL, prompt, List.of(WEATHER, CLOCK), ReasoningFormat.SEPARATE);
    reader.accept(spelling.two());
    reader.finish();
    assertThat(reader.parts().content()).isEmpty();
    assertThat(reader.parts().calls())
        .extracting(ToolCall::name, call -> Json.parse(call.arguments()))
        .containsExactly(tuple("get_weather", Map.of("city", "Paris")), tuple("now", Map.of()));
  }

  @Test
  void aModelThatMustCallMayThinkBefore() {
    Grammar grammar = grammar("Qwen-Qwen3-0.6B", new ToolChoice.Named("now"), false);
    String call = "<tool_call>\n" + NOW + "\n</tool_call>";
    assertThat(grammar.matches("<think>\nHm. </thin <think> 7 < 8\n</think>\n\n" + call)).isTrue();
    assertThat(grammar.matches("<think>" + call)).isFalse();
  }

  @Test
  void onlyStrictToolsBindACallThatNobodyHasAskedForAndOnlyFromItsBeginning() {
    Dialect.Ask ask = ask("", ToolChoice.Mode.AUTO, true);
    assertThat(Hermes.DIALECT.grammar(ask).orElseThrow().triggers()).containsExactly("<tool_call>");
    Tool now = new Tool("now", "", Map.of(), false);
    Dialect.Ask lax = ask(List.of(now), "", ToolChoice.Mode.AUTO, true);
    assertThat(Hermes.DIALECT.grammar(lax)).isEmpty();
  }

  @Test
  void schemasThatDifferInTypesAreNotTakenForOne() {
    Tool texts = tool("texts", "{\"properties\": {\"x\": {\"enum\": [\"1\", \"2\"]}}}");
    Tool numbers = tool("numbers", "{\"properties\": {\"x\": {\"enum\": [1, 2]}}}");
    Dialect.Ask ask = ask(List.of(texts, numbers), "", ToolChoice.Mode.REQUIRED, false);
    Grammar grammar = Grammar.parse(Hermes.DIALECT.grammar(ask).orElseThrow().gbnf());
    String call = "<tool_call>\n{\"name\": \"%s\", \"arguments\": {\"x\": %s}}\n</tool_call>";
    assertThat(grammar.matches(call.formatted("texts", "\"1\""))).isTrue();
    assertThat(grammar.matches(call.formatted("texts", "1"))).isFalse();
    assertThat(grammar.matches(call.formatted("numbers", "1"))).isTrue();
    assertThat(grammar.matches(call.formatted("numbers", "\"1\""))).isFalse();
  }

  @Test
  void longTextsOfGrammarsAreKeptAsTheyAre() {
    String text = "\"" + "root \\\"".repeat(100_000) + "\"";
    String many = "[" + "a-z\\]".repeat(100_000) + "]";
    assertThat(Gbnf.rename("root ::= " + text + many + " part", "r1"))
        .isEqualTo("r1 ::= " + text + many + " r1-part");
  }

  @Test
  void controlTokensAreNamedByNumber() {
    CallGrammar grammar =
        new CallGrammar(
            List.of(CLOCK),
            false,
            text -> text.equals("[TOOL_CALLS]") ? OptionalInt.of(9) : OptionalInt.empty());
    assertThat(grammar.text("a[TOOL_CALLS]b[X]")).isEqualTo("\"a\" <[9]> \"b[X]\"");
  }
}
