package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Generation;
import io.llamajar.Model;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.Reply;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Json;
import io.llamajar.server.RequestReader.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers without a server replies what a server does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplyWriterTest {
  private static final RequestReader READER = new RequestReader(ServerOptions.defaults());
  private static final Set<String> NEW = Set.of("id", "created", "model", "usage", "timings");
  private static final String FUNCTION =
      "{\"name\": \"get_weather\", \"parameters\": {\"type\": \"object\", \"properties\":"
          + " {\"city\": {\"type\": \"string\"}}}}";

  private Demo demo;
  private Model model;

  @BeforeAll
  void start() {
    demo = Demo.start();
    model = Model.open(Demo.FILE, Demo.MODEL);
  }

  @AfterAll
  void end() {
    model.close();
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"max_tokens\": 2",
        "\"tools\": [{\"type\": \"function\", \"function\": %s}], \"tool_choice\": \"required\"",
        "\"functions\": [%s], \"function_call\": {\"name\": \"get_weather\"}",
      })
  void aConversation(String more) {
    String body = Demo.question(", " + more.formatted(FUNCTION));
    Map<?, ?> asked = (Map<?, ?>) Json.parse(body);
    Question question = READER.conversation(asked);
    ChatFormat format = ChatFormat.of(model, ChatTemplate.of(model));
    Reply turn = Reply.to(question.request(), model, format, question.options());
    turn.forEach(event -> {});
    same(
        demo.post("/v1/chat/completions", body).body(),
        new ReplyWriter(model).conversation(asked, turn));
  }

  @Test
  void aText() {
    Map<String, Object> body = Json.object("temperature", 0L, "max_tokens", 4L);
    Generation generation = model.generate("Once upon", READER.text(body));
    String text = generation.text();
    body.put("prompt", "Once upon");
    same(
        demo.post("/v1/completions", Json.write(body)).body(),
        new ReplyWriter(model).text(text, generation));
  }

  private static void same(String served, Map<String, Object> written) {
    Map<Object, Object> expected = new LinkedHashMap<>((Map<?, ?>) Json.parse(served));
    Map<Object, Object> actual = new LinkedHashMap<>((Map<?, ?>) Json.parse(Json.write(written)));
    assertThat(actual.keySet()).containsAll(Set.of("id", "created", "model", "usage"));
    assertThat(Demo.at(actual, "usage", "completion_tokens"))
        .isEqualTo(Demo.at(expected, "usage", "completion_tokens"));
    assertThat(Demo.at(actual, "usage").toString()).contains("cached_tokens", "reasoning_tokens");
    expected.keySet().removeAll(NEW);
    actual.keySet().removeAll(NEW);
    assertThat(Json.write(actual).replaceAll("\"id\":\"\\w+\"", ""))
        .isEqualTo(Json.write(expected).replaceAll("\"id\":\"\\w+\"", ""));
  }
}
