package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo model, which was trained to, calls tools and writes JSON, as it is asked to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String FUNCTIONS =
      """
      [{"name": "get_weather", "description": "Tells the weather", "parameters": {"type": "object",
        "properties": {"city": {"type": "string"}}, "required": ["city"]}},
       {"name": "get_time", "parameters": {"type": "object",
        "properties": {"city": {"type": "string", "maxLength": 9}}, "required": ["city"],
        "additionalProperties": false}}]
      """;
  private static final String ASK =
      "\"temperature\": 0, \"max_tokens\": 60, \"messages\": [{\"role\": \"user\","
          + " \"content\": \"What is the weather in Paris?\"}]";
  private static final String SCHEMA =
      """
      {"type": "object", "properties": {"city": {"enum": ["Rome", "Oslo"]},
       "degrees": {"type": "integer", "minimum": 20, "maximum": 29}},
       "required": ["city", "degrees"], "additionalProperties": false}
      """;

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private static String tools() {
    List<?> functions = (List<?>) Json.parse(FUNCTIONS);
    return Json.write(
        functions.stream()
            .<Object>map(f -> Json.object("type", "function", "function", f))
            .toList());
  }

  private Object ask(String path, String more) {
    HttpResponse<String> reply = demo.post(path, "{%s%s}".formatted(ASK, more));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return Json.parse(reply.body());
  }

  private List<Object> chunks(String more) {
    return ChatCompletionsTest.chunks(
        demo.post(CHAT, "{%s%s, \"stream\": true}".formatted(ASK, more)).body());
  }

  @Test
  void aCallIsToldApart() {
    Object reply = ask(CHAT, ", \"tools\": " + tools());
    Object choice = Demo.at(reply, "choices", 0);
    assertThat(Demo.at(choice, "finish_reason")).isEqualTo("tool_calls");
    assertThat(Demo.at(choice, "message", "content")).isEqualTo(None.NONE);
    Object call = Demo.at(choice, "message", "tool_calls", 0);
    assertThat(Demo.at(call, "type")).isEqualTo("function");
    assertThat(Demo.at(call, "function", "name")).isEqualTo("get_weather");
    assertThat(Json.parse(Demo.at(call, "function", "arguments").toString()))
        .isEqualTo(Map.of("city", "Paris"));
  }

  @Test
  void aStreamHasTheNameFirstAndThenTheArgumentsInPieces() {
    List<Object> chunks = chunks(", \"tools\": " + tools());
    List<Object> calls =
        chunks.stream()
            .map(chunk -> (Map<?, ?>) Demo.at(chunk, "choices", 0, "delta"))
            .filter(delta -> delta.containsKey("tool_calls"))
            .map(delta -> Demo.at(delta, "tool_calls", 0))
            .toList();
    assertThat(calls)
        .hasSizeGreaterThan(2)
        .allSatisfy(c -> assertThat(Demo.at(c, "index")).isEqualTo(0L));
    assertThat(Demo.at(calls.getFirst(), "function"))
        .isEqualTo(Map.of("name", "get_weather", "arguments", ""));
    assertThat(Demo.at(calls.getFirst(), "id").toString()).isNotEmpty();
    assertThat(
            calls.stream()
                .map(call -> Demo.at(call, "function", "arguments").toString())
                .collect(Collectors.joining()))
        .isEqualTo("{\"city\": \"Paris\"}");
    assertThat(Demo.at(chunks.getLast(), "choices", 0, "finish_reason")).isEqualTo("tool_calls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"function\", \"function\": {\"name\": \"get_time\"}}",
        "{\"type\": \"allowed_tools\", \"allowed_tools\": {\"mode\": \"required\", \"tools\":"
            + " [{\"type\": \"function\", \"function\": {\"name\": \"get_time\"}}]}}",
      })
  void theToolThatIsNamedIsCalledWhateverIsAsked(String choice) {
    Object reply =
        ask(CHAT, ", \"n\": 2, \"tools\": %s, \"tool_choice\": %s".formatted(tools(), choice));
    for (int i = 0; i < 2; i++) {
      Object call = Demo.at(reply, "choices", i, "message", "tool_calls", 0, "function");
      assertThat(Demo.at(call, "name")).isEqualTo("get_time");
      assertThat(((Map<?, ?>) Json.parse(Demo.at(call, "arguments").toString())).keySet())
          .isEqualTo(Set.of("city"));
    }
  }

  @Test
  void withoutParallelCallsThereIsOne() {
    String one = ", \"tool_choice\": \"required\", \"parallel_tool_calls\": false, \"tools\": ";
    Object reply = ask(CHAT, one + tools());
    assertThat((List<?>) Demo.at(reply, "choices", 0, "message", "tool_calls")).hasSize(1);
  }

  @Test
  void theOldestClientsGetFunctionCalls() {
    Object message = Demo.at(ask(CHAT, ", \"functions\": " + FUNCTIONS), "choices", 0);
    assertThat(Demo.at(message, "finish_reason")).isEqualTo("function_call");
    assertThat(Demo.at(message, "message", "function_call", "name")).isEqualTo("get_weather");
    String result =
        """
        , "messages": [
          {"role": "user", "content": "What is the weather in Paris?"},
          {"role": "assistant", "content": null, "function_call": {"name": "get_weather",
            "arguments": "{\\"city\\": \\"Paris\\"}"}},
          {"role": "function", "name": "get_weather",
            "content": "{\\"weather\\": \\"sunny\\", \\"degrees\\": 21}"}]
        """;
    Object answer = ask(CHAT, ", \"functions\": " + FUNCTIONS + result);
    assertThat(Demo.at(answer, "choices", 0, "message", "content"))
        .isEqualTo("It is sunny in Paris, 21 degrees.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\","
            + " \"strict\": true, \"schema\": SCHEMA}}",
        "\"response_format\": {\"type\": \"json_object\", \"schema\": SCHEMA}",
        "\"json_schema\": SCHEMA",
      })
  void anAnswerHasTheFormOfItsSchema(String format) {
    Object reply = ask(CHAT, ", " + format.replace("SCHEMA", SCHEMA));
    assertThat(Demo.at(reply, "choices", 0, "message", "content").toString())
        .matches("\\{\"city\": \"(Rome|Oslo)\", \"degrees\": 2\\d}");
  }

  @Test
  void anAnswerFollowsAGrammar() {
    Object reply = ask(CHAT, ", \"grammar\": \"root ::= [0-9]{3} \\\" apples\\\"\"");
    assertThat(Demo.at(reply, "choices", 0, "message", "content").toString())
        .matches("\\d{3} apples");
    Object plain = ask("/completion", ", \"prompt\": \"a\", \"json_schema\": " + SCHEMA);
    assertThat(Demo.at(plain, "content").toString()).startsWith("{\"city\": ").endsWith("}");
    Object lazy =
        ask(
            "/completion",
            """
            , "prompt": "Once upon a", "grammar": "root ::= \\"Ben\\" \\" sings\\"", "grammar_lazy": true,
            "grammar_triggers": [{"type": 1, "value": "Ben"}]
            """);
    assertThat(Demo.at(lazy, "content").toString()).endsWith(" Ben sings");
  }

  @Test
  void toolsAndAFormGoTogether() {
    String format =
        ", \"tools\": %s, \"response_format\": {\"type\": \"json_object\"}".formatted(tools());
    Object called = ask(CHAT, format);
    assertThat(Demo.at(called, "choices", 0, "finish_reason")).isEqualTo("tool_calls");
    Object said = ask(CHAT, format + ", \"tool_choice\": \"none\"");
    assertThat(Demo.at(said, "choices", 0, "message", "content").toString()).startsWith("{");
  }

  @Test
  void ollamaHasArgumentsAsObjects() {
    String more = ", \"stream\": false, \"options\": {\"temperature\": 0}, ";
    Object called = ask("/api/chat", more + "\"tools\": " + tools());
    assertThat(Demo.at(called, "message", "tool_calls", 0, "function"))
        .isEqualTo(Map.of("name", "get_weather", "arguments", Map.of("city", "Paris")));
    Object formed = ask("/api/chat", more + "\"format\": " + SCHEMA);
    assertThat(Demo.at(formed, "message", "content").toString()).startsWith("{\"city\": ");
    Object generated = ask("/api/generate", more + "\"prompt\": \"Hi\", \"format\": \"json\"");
    assertThat(Demo.at(generated, "response").toString()).startsWith("{");
  }

  @Test
  void templatesAndCountsKnowTools() {
    Object with = ask("/apply-template", ", \"tools\": " + tools());
    assertThat(Demo.at(with, "prompt").toString()).contains("Tells the weather");
    String path = CHAT + "/input_tokens";
    assertThat((Long) Demo.at(ask(path, ", \"tools\": " + tools()), "input_tokens"))
        .isGreaterThan((Long) Demo.at(ask(path, ""), "input_tokens"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tool_choice\": \"required\"                                    | tool_choice | no tools",
        "\"tool_choice\": \"sometimes\"                                   | tool_choice | auto",
        "\"tool_choice\": {\"type\": \"custom\"}                          | tool_choice.type |"
            + " custom",
        "\"tools\": [{\"type\": \"web_search\"}]                          | tools[0].type |"
            + " function",
        "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\":"
            + " {\"type\": \"function\", \"function\": {\"name\": \"g\"}} | tool_choice | 'g'",
        "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\":"
            + " {\"type\": \"allowed_tools\", \"mode\": \"required\", \"tools\": [{\"type\":"
            + " \"function\", \"name\": \"g\"}]} | tool_choice.tools[0].name | 'g'",
        "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\":"
            + " {\"type\": \"allowed_tools\", \"allowed_tools\": {\"tools\": [{\"type\":"
            + " \"function\", \"function\": {\"name\": \"g\"}}]}} |"
            + " tool_choice.allowed_tools.tools[0].function.name | 'g'",
        "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\":"
            + " {\"type\": \"allowed_tools\", \"mode\": \"required\"} | tool_choice.tools |"
            + " no tools",
        "\"reasoning_format\": \"loud\"                                   | reasoning_format |"
            + " deepseek",
        "\"reasoning_budget\": -5                                         | reasoning_budget | -1",
        "\"chat_template_kwargs\": {\"enable_thinking\": \"no\"}          |"
            + " chat_template_kwargs.enable_thinking | true or false",
      })
  void whatIsWrongIsNamed(String more, String param, String message) {
    HttpResponse<String> reply = demo.post(CHAT, "{%s, %s}".formatted(ASK, more));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error", "param")).isEqualTo(param);
    assertThat(Demo.at(reply, "error", "message").toString()).contains(message);
  }

  @Test
  void aSchemaThatCannotBeEnforcedIsNamed() {
    String tool =
        """
        {"type": "function", "function": {"name": "f", "strict": true,
         "parameters": {"type": "object", "$dynamicRef": "#x"}}}
        """;
    HttpResponse<String> reply = demo.post(CHAT, "{%s, \"tools\": [%s]}".formatted(ASK, tool));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error", "message").toString()).contains("$dynamicRef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a|b)?", "(a|ab)*", "a{0,900}", "(a+)+"})
  void hostilePatternsAreAnsweredOrRefused(String part) {
    String pattern = "^" + part.repeat(1500) + "$";
    String body =
        "{%s, \"json_schema\": {\"type\": \"string\", \"pattern\": \"%s\"}}"
            .formatted(ASK, pattern);
    assertThat(demo.post(CHAT, body).statusCode()).isIn(200, 400);
  }
}
