package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text has a place, from which it can be saved and to which it can be restored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlotsTest {
  @TempDir private static Path folder;

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options.withSavedTexts(folder));
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private void complete(String more) {
    HttpResponse<String> reply =
        demo.post(
            "/completion",
            "{\"prompt\": \"Once upon a time\", \"temperature\": 0%s}".formatted(more));
    assertThat(reply.statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasReadIsSavedAndRestored() {
    String more = ", \"n_predict\": 4, \"id_slot\": 3";
    complete(more);
    HttpResponse<String> saved = demo.post("/slots/3?action=save", "{\"filename\": \"story.kv\"}");
    assertThat((Long) Demo.at(saved, "n_saved")).isPositive();
    assertThat(folder.resolve("story.kv")).hasSize((Long) Demo.at(saved, "n_written"));
    HttpResponse<String> restored =
        demo.post("/slots/5?action=restore", "{\"filename\": \"story.kv\"}");
    assertThat(Demo.at(restored, "n_restored")).isEqualTo(Demo.at(saved, "n_saved"));
    assertThat(Demo.at(demo.get("/slots"), 5, "n_prompt_tokens"))
        .isEqualTo(Demo.at(saved, "n_saved"));
    assertThat(Demo.at(demo.post("/slots/5?action=erase", "{}"), "n_erased"))
        .isEqualTo(Demo.at(saved, "n_saved"));
  }

  @Test
  void aChatIsSavedAndGoesOnElsewhere() {
    List<Object> turns = new ArrayList<>();
    turns.add(Json.object("role", "user", "content", "What is the capital of Japan?"));
    HttpResponse<String> first = chat(demo, turns);
    Object answer = Demo.at(first, "choices", 0, "message", "content");
    int slot = slotWith((Long) Demo.at(first, "usage", "total_tokens"));
    HttpResponse<String> saved =
        demo.post("/slots/%d?action=save".formatted(slot), "{\"filename\": \"chat.kv\"}");
    assertThat(Demo.at(demo.post("/slots/%d?action=erase".formatted(slot), "{}"), "n_erased"))
        .isEqualTo(Demo.at(first, "usage", "total_tokens"));
    assertThat(demo.post("/slots/%d?action=save".formatted(slot), "{\"filename\": \"none.kv\"}"))
        .returns(400, HttpResponse::statusCode);
    turns.add(Json.object("role", "assistant", "content", answer));
    turns.add(Json.object("role", "user", "content", "And of France?"));
    try (Demo other = Demo.start(options -> options.withSavedTexts(folder))) {
      other.post("/slots/0?action=restore", "{\"filename\": \"chat.kv\"}");
      HttpResponse<String> second = chat(other, turns);
      assertThat((Long) Demo.at(second, "usage", "prompt_tokens_details", "cached_tokens"))
          .isBetween((Long) Demo.at(saved, "n_saved") / 2, (Long) Demo.at(saved, "n_saved"));
      assertThat(Demo.at(other.get("/slots"), 0, "n_prompt_tokens"))
          .isEqualTo(Demo.at(second, "usage", "total_tokens"));
      assertThat(Demo.at(other.get("/slots"), 0, "is_processing")).isEqualTo(false);
    }
  }

  private static HttpResponse<String> chat(Demo demo, List<Object> turns) {
    return demo.post(
        "/v1/chat/completions", Json.write(Json.object("messages", turns, "temperature", 0)));
  }

  /** The place of the text that has so many tokens. */
  private int slotWith(long tokens) {
    HttpResponse<String> slots = demo.get("/slots");
    return IntStream.range(0, ((List<?>) Json.parse(slots.body())).size())
        .filter(i -> Demo.at(slots, i, "n_prompt_tokens").equals(tokens))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/completions | {\"prompt\": \"Once\", \"max_tokens\": 1}",
        "/v1/responses   | {\"input\": \"Once\", \"max_output_tokens\": 1}",
        "/v1/messages    | {\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 1}",
        "/api/generate   | {\"prompt\": \"Once\", \"options\": {\"num_predict\": 1}}",
        "/completion     | {\"prompt\": \"Once\", \"n_predict\": 1, \"stream\": true}",
      })
  void everyTextHasItsPlace(String path, String body) {
    try (Demo fresh = Demo.start()) {
      assertThat(fresh.post(path, body).statusCode()).isEqualTo(200);
      assertThat((Long) Demo.at(fresh.get("/slots"), 0, "n_prompt_tokens")).isPositive();
      assertThat(Demo.at(fresh.get("/slots"), 0, "next_token", 0, "n_decoded")).isEqualTo(1L);
      assertThat(Demo.at(fresh.get("/slots"), 1, "n_prompt_tokens")).isEqualTo(0L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../story", "/etc/passwd", "a/b", "", ".hidden", "a\\\\b"})
  void onlyPlainNamesAreSavedTo(String name) {
    complete(", \"n_predict\": 1, \"id_slot\": 1");
    for (String action : List.of("save", "restore")) {
      HttpResponse<String> reply =
          demo.post("/slots/1?action=" + action, "{\"filename\": \"%s\"}".formatted(name));
      assertThat(reply.statusCode()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/slots/x?action=save    | {}                       | 404 | slot",
        "/slots/0?action=fly     | {}                       | 400 | action",
        "/slots/7?action=restore | {\"filename\": \"none\"} | 404 | none",
      })
  void whatIsWrongIsNamed(String path, String body, int status, String named) {
    HttpResponse<String> reply = demo.post(path, body);
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(Demo.at(reply, "error", "message").toString()).contains(named);
  }
}
