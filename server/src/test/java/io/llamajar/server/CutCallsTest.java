package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that is cut off in its midst is never taken for a whole one, by whichever API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutCallsTest {
  private static final String QUESTION = "What is the weather in Paris?";
  private static final Map<String, Object> SCHEMA =
      Json.object(
          "type", "object", "properties", Json.object("city", Json.object("type", "string")));

  private Demo demo;

  /** What a client has of an answer: its text, the arguments of calls, why it ended. */
  private static final class Heard {
    private String text = "";
    private String reason = "";
    private final Map<Object, String> arguments = new LinkedHashMap<>(); // by calls

    private void call(Object call, Object more) {
      arguments.merge(call, more.toString(), String::concat);
    }

    private boolean hasCutCall() {
      return arguments.values().stream().anyMatch(json -> !isJson(json));
    }

    private static boolean isJson(String text) {
      try {
        return Json.parse(text) instanceof Map<?, ?>;
      } catch (LlamajarException e) {
        return false;
      }
    }
  }

  /** An API: what is asked, and how the answer is understood. */
  enum Api {
    CHAT(
        "/v1/chat/completions",
        "length",
        cut -> Json.object("messages", messages(), "tools", tools(), cut.name, cut.value),
        new Reading(CutCallsTest::chat, CutCallsTest::chatPiece)),
    RESPONSES(
        "/v1/responses",
        "incomplete",
        cut ->
            Json.object(
                "input",
                QUESTION,
                "tools",
                List.of(
                    Json.object("type", "function", "name", "get_weather", "parameters", SCHEMA)),
                cut.name.equals("max_tokens") ? "max_output_tokens" : cut.name,
                cut.value),
        new Reading(CutCallsTest::response, CutCallsTest::responsePiece)),
    ANTHROPIC(
        "/v1/messages",
        "max_tokens",
        cut -> {
          Map<String, Object> body =
              Json.object(
                  "messages",
                  messages(),
                  "max_tokens",
                  60,
                  "tools",
                  List.of(Json.object("name", "get_weather", "input_schema", SCHEMA)));
          body.put(cut.name.equals("stop") ? "stop_sequences" : cut.name, cut.value);
          return body;
        },
        new Reading(CutCallsTest::anthropic, CutCallsTest::anthropicPiece)),
    OLLAMA(
        "/api/chat",
        "length",
        cut ->
            Json.object(
                "messages",
                messages(),
                "tools",
                tools(),
                "options",
                Json.object(
                    "temperature",
                    0,
                    cut.name.equals("max_tokens") ? "num_predict" : cut.name,
                    cut.value)),
        new Reading(CutCallsTest::ollama, CutCallsTest::ollama));

    private final String path;
    private final String cut; // the reason for which an answer that was cut has ended
    private final Function<Cut, Map<String, Object>> body;
    private final Reading reading;

    Api(String path, String cut, Function<Cut, Map<String, Object>> body, Reading reading) {
      this.path = path;
      this.cut = cut;
      this.body = body;
      this.reading = reading;
    }
  }

  /** How an answer, and a piece of one, are understood. */
  private record Reading(BiConsumer<Object, Heard> whole, BiConsumer<Object, Heard> piece) {}

  /** Where an answer ends: after so many tokens, or before a string. */
  private record Cut(String name, Object value) {}

  private static List<Object> messages() {
    return List.of(Json.object("role", "user", "content", QUESTION));
  }

  private static List<Object> tools() {
    Object function = Json.object("name", "get_weather", "parameters", SCHEMA);
    return List.of(Json.object("type", "function", "function", function));
  }

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private Heard ask(Api api, Cut cut, boolean streams) {
    Map<String, Object> body = api.body.apply(cut);
    body.putIfAbsent("temperature", 0);
    body.put("stream", streams);
    HttpResponse<String> reply = demo.post(api.path, Json.write(body));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    Heard heard = new Heard();
    if (streams) {
      reply
          .body()
          .lines()
          .filter(line -> line.startsWith("data: {") || line.startsWith("{"))
          .map(line -> Json.parse(line.replaceFirst("^data: ", "")))
          .forEach(piece -> api.reading.piece.accept(piece, heard));
    } else {
      api.reading.whole.accept(Json.parse(reply.body()), heard);
    }
    return heard;
  }

  private static void chat(Object reply, Heard heard) {
    part(Demo.at(reply, "choices", 0), "message", heard);
  }

  private static void chatPiece(Object chunk, Heard heard) {
    part(Demo.at(chunk, "choices", 0), "delta", heard);
  }

  private static void part(Object choice, String name, Heard heard) {
    Map<?, ?> message = (Map<?, ?>) Demo.at(choice, name);
    heard.text += message.get("content") instanceof String text ? text : "";
    if (message.get("tool_calls") instanceof List<?> calls) {
      for (int i = 0; i < calls.size(); i++) {
        Object index = ((Map<?, ?>) calls.get(i)).get("index");
        heard.call(index == null ? i : index, Demo.at(calls.get(i), "function", "arguments"));
      }
    }
    heard.reason = Demo.at(choice, "finish_reason") + "";
  }

  private static void response(Object reply, Heard heard) {
    for (Object item : (List<?>) Demo.at(reply, "output")) {
      if (Demo.at(item, "type").equals("message")) {
        heard.text += Demo.at(item, "content", 0, "text");
      } else if (Demo.at(item, "status").equals("completed")) {
        heard.call(Demo.at(item, "call_id"), Demo.at(item, "arguments"));
      }
    }
    heard.reason = Demo.at(reply, "status").toString();
  }

  private static void responsePiece(Object event, Heard heard) {
    switch (Demo.at(event, "type").toString()) {
      case "response.output_text.delta" -> heard.text += Demo.at(event, "delta");
      case "response.function_call_arguments.delta" ->
          heard.call(Demo.at(event, "item_id"), Demo.at(event, "delta"));
      case "response.completed", "response.incomplete" -> {
        heard.reason = Demo.at(event, "response", "status").toString();
        Heard last = new Heard();
        response(Demo.at(event, "response"), last);
        assertThat(last.text).isEqualTo(heard.text);
        assertThat(last.hasCutCall()).isFalse();
      }
      default -> {}
    }
  }

  private static void anthropic(Object reply, Heard heard) {
    for (Object block : (List<?>) Demo.at(reply, "content")) {
      if (Demo.at(block, "type").equals("text")) {
        heard.text += Demo.at(block, "text");
      } else {
        heard.call(Demo.at(block, "id"), Json.write(Demo.at(block, "input")));
      }
    }
    heard.reason = Demo.at(reply, "stop_reason").toString();
  }

  private static void anthropicPiece(Object event, Heard heard) {
    switch (Demo.at(event, "type").toString()) {
      case "content_block_delta" -> {
        if (Demo.at(event, "delta", "type").equals("text_delta")) {
          heard.text += Demo.at(event, "delta", "text");
        } else {
          heard.call(Demo.at(event, "index"), Demo.at(event, "delta", "partial_json"));
        }
      }
      case "message_delta" -> heard.reason = Demo.at(event, "delta", "stop_reason").toString();
      default -> {}
    }
  }

  private static void ollama(Object reply, Heard heard) {
    Map<?, ?> message = (Map<?, ?>) Demo.at(reply, "message");
    heard.text += message.get("content");
    if (message.get("tool_calls") instanceof List<?> calls) {
      calls.forEach(call ->
          heard.call(Demo.at(call, "id"), Json.write(Demo.at(call, "function", "arguments"))));
    }
    if (Demo.at(reply, "done").equals(true)) {
      heard.reason = Demo.at(reply, "done_reason").toString();
    }
  }

  /** Streamed or not, it is the same, but for what a stream has told of a call already. */
  private Heard checked(Api api, Cut cut) {
    Heard whole = ask(api, cut, false);
    Heard stream = ask(api, cut, true);
    assertThat(stream.text).as(cut.toString()).isEqualTo(whole.text);
    assertThat(stream.reason).as(cut.toString()).isEqualTo(whole.reason);
    assertThat(whole.hasCutCall()).isFalse();
    if (stream.hasCutCall()) {
      assertThat(stream.reason).isEqualTo(api.cut);
    } else {
      assertThat(List.copyOf(stream.arguments.values()).toString().replace(": ", ":"))
          .isEqualTo(List.copyOf(whole.arguments.values()).toString().replace(": ", ":"));
    }
    return stream;
  }

  @ParameterizedTest
  @EnumSource
  void tokensRunOut(Api api) {
    List<Boolean> cuts = new ArrayList<>();
    for (int tokens = 1; tokens < 40; tokens += 3) {
      Heard heard = checked(api, new Cut("max_tokens", tokens));
      cuts.add(heard.hasCutCall());
    }
    assertThat(cuts).last().isEqualTo(false);
    assertThat(cuts.contains(true)).isEqualTo(api != Api.OLLAMA); // where calls come whole
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "ANTHROPIC", "OLLAMA"})
  void aStopStringComesUp(Api api) {
    Heard within = checked(api, new Cut("stop", List.of("ris\"")));
    assertThat(within.reason).isEqualTo(api.cut);
    assertThat(within.text).startsWith("<tool_call>").endsWith("Pa");
    Heard before = checked(api, new Cut("stop", List.of("get_weather")));
    assertThat(before.reason).isNotEqualTo(api.cut);
    assertThat(before.arguments).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyLooksLikeACallIsText(Api api) {
    Heard nameless = checked(api, new Cut("banned_strings", List.of("{")));
    assertThat(nameless.text).startsWith("<tool_call>").doesNotContain("{");
    assertThat(nameless.arguments).isEmpty();
    Heard unended = checked(api, new Cut("banned_strings", List.of("}")));
    assertThat(unended.reason).isEqualTo(api.cut);
    assertThat(unended.text).startsWith("<tool_call>{\"name\": \"get_weather\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "RESPONSES", "ANTHROPIC"})
  void aStreamThatHasToldOfACallThatIsNoneIsCut(Api api) {
    Cut broken = new Cut("banned_strings", List.of("Paris")); // then it writes no JSON
    Heard stream = ask(api, broken, true);
    assertThat(stream.hasCutCall()).isTrue();
    assertThat(stream.reason).isEqualTo(api.cut);
    Heard whole = ask(api, broken, false);
    assertThat(whole.arguments).isEmpty();
    assertThat(whole.reason).isNotEqualTo(api.cut);
    assertThat(whole.text).isEqualTo(stream.text);
  }

  @Test
  void itemsOfAStreamedResponseAreWhereTheirEventsSay() {
    Map<String, Object> body =
        Api.RESPONSES.body.apply(new Cut("banned_strings", List.of("Paris")));
    body.putAll(Json.object("temperature", 0, "stream", true));
    List<Object> events =
        ChatCompletionsTest.chunks(demo.post(Api.RESPONSES.path, Json.write(body)).body());
    List<Object> done =
        events.stream()
            .filter(event -> Demo.at(event, "type").equals("response.output_item.done"))
            .toList();
    assertThat(Demo.at(done.getFirst(), "item", "status")).isEqualTo("incomplete");
    assertThat(Demo.at(done.getLast(), "item", "status")).isEqualTo("completed");
    Object response = Demo.at(events.getLast(), "response");
    assertThat(Demo.at(response, "incomplete_details", "reason")).isEqualTo("max_output_tokens");
    for (int i = 0; i < done.size(); i++) {
      assertThat(Demo.at(done.get(i), "output_index")).isEqualTo((long) i);
      assertThat(Demo.at(done.get(i), "item")).isEqualTo(Demo.at(response, "output", i));
    }
    assertThat((List<?>) Demo.at(response, "output")).hasSize(done.size());
  }

  @Test
  void aWholeCallIsNotCut() {
    for (Api api : Api.values()) {
      Heard heard = checked(api, new Cut("max_tokens", 60));
      assertThat(heard.arguments).hasSize(1);
      assertThat(heard.text).isEmpty();
    }
  }
}
