package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request by llama.cpp's API may ask for besides a text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlamaFieldsTest {
  private Demo demo;
  private int newLine; // the token

  @BeforeAll
  void start() {
    demo = Demo.start();
    HttpResponse<String> tokens = demo.post("/tokenize", "{\"content\": \"a\\n\"}");
    List<?> all = (List<?>) Demo.at(tokens, "tokens");
    newLine = ((Long) all.getLast()).intValue();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private HttpResponse<String> complete(String more) {
    HttpResponse<String> reply =
        demo.post(
            "/completion",
            "{\"prompt\": \"Once upon a time\", \"temperature\": 0, \"n_predict\": 6%s}"
                .formatted(more));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply;
  }

  private List<Object> stream(String more) {
    return ChatCompletionsTest.chunks(complete(", \"stream\": true" + more).body());
  }

  /** Has a text be of nothing but new lines. */
  private String newLines() {
    return ", \"logit_bias\": [[%d, 100]]".formatted(newLine);
  }

  @Test
  void aNewLineIsTold() {
    assertThat(Demo.at(complete(newLines()), "has_new_line")).isEqualTo(true);
    assertThat(Demo.at(stream(newLines()).getLast(), "has_new_line")).isEqualTo(true);
    assertThat(Demo.at(stream("").getLast(), "has_new_line")).isEqualTo(false);
  }

  @Test
  void aLineThatIsNotIndentedEndsTheText() {
    HttpResponse<String> reply = complete(newLines() + ", \"n_indent\": 2");
    assertThat(Demo.at(reply, "content")).isEqualTo("\n");
    assertThat(Demo.at(reply, "stop_type")).isEqualTo("limit");
    List<Object> chunks = stream(newLines() + ", \"n_indent\": 2");
    assertThat(
            chunks.stream()
                .map(chunk -> Demo.at(chunk, "content").toString())
                .collect(Collectors.joining()))
        .isEqualTo("\n");
    assertThat(Demo.at(chunks.getLast(), "stop_type")).isEqualTo("limit");
  }

  @Test
  void onlyTheWantedFieldsAreTold() {
    String fields =
        ", \"response_fields\": [\"content\", \"generation_settings/n_predict\", \"a/b\", \"x\"]";
    assertThat(Json.parse(complete(fields).body()))
        .isEqualTo(
            Map.of(
                "content", Demo.at(complete(""), "content"), "generation_settings/n_predict", 6L));
    assertThat((Map<?, ?>) stream(fields).getLast()).hasSize(2);
  }

  @Test
  void aPromptMayGoOnInSeveralWays() {
    Object all = Json.parse(complete(", \"n_cmpl\": 3").body());
    assertThat((List<?>) all).hasSize(3);
    assertThat(Demo.at(all, 2, "index")).isEqualTo(2L);
    assertThat(Demo.at(all, 0, "id_slot")).isNotEqualTo(Demo.at(all, 1, "id_slot"));
    assertThat(Demo.at(all, 0, "content")).isEqualTo(Demo.at(all, 2, "content"));
  }

  @Test
  void piecesTellOfTheirTimesAndTokens() {
    List<Object> chunks =
        stream(", \"timings_per_token\": true, \"return_tokens\": true, \"return_progress\": true");
    Object progress = Demo.at(chunks.getFirst(), "prompt_progress");
    assertThat(Demo.at(progress, "processed")).isEqualTo(Demo.at(progress, "total"));
    assertThat(Demo.at(chunks.get(1), "timings", "prompt_n")).isInstanceOf(Long.class);
    assertThat(chunks.stream().mapToInt(chunk -> ((List<?>) Demo.at(chunk, "tokens")).size()).sum())
        .isEqualTo(6);
  }

  @Test
  void samplersThatAreNotNamedAreNotUsed() {
    String cold = ", \"temperature\": 5, \"seed\": 1, \"samplers\": [\"top_k\"], \"top_k\": 1";
    assertThat(Demo.at(complete(cold), "content")).isEqualTo(Demo.at(complete(""), "content"));
    HttpResponse<String> reply =
        complete(", \"samplers\": [\"dry\", \"typical\", \"top-k\", \"temperature\"]");
    assertThat(Demo.at(reply, "generation_settings", "samplers"))
        .isEqualTo(List.of("dry", "typ_p", "top_k", "temperature"));
    assertThat(Demo.at(complete(", \"samplers\": \"kt\""), "generation_settings", "samplers"))
        .isEqualTo(List.of("top_k", "temperature"));
  }

  @Test
  void everySamplerCanBeAskedFor() {
    HttpResponse<String> reply =
        complete(
            """
            , "temperature": 0.9, "dynatemp_range": 0.5, "dynatemp_exponent": 2, "typical_p": 0.9,
            "top_n_sigma": 2, "min_keep": 2, "xtc_probability": 0.5, "xtc_threshold": 0.05,
            "dry_multiplier": 0.8, "dry_base": 2, "dry_allowed_length": 3,
            "dry_penalty_last_n": -1, "dry_sequence_breakers": ["\\n", "upon a"],
            "adaptive_target": 0.4, "adaptive_decay": 0.5, "mirostat_tau": 3, "mirostat_eta": 0.2,
            "seed": 7\
            """);
    Object settings = Demo.at(reply, "generation_settings");
    assertThat(Demo.at(settings, "dynatemp_exponent")).isEqualTo(2.0);
    assertThat(Demo.at(settings, "typical_p")).isEqualTo(0.9);
    assertThat(Demo.at(settings, "min_keep")).isEqualTo(2L);
    assertThat(Demo.at(settings, "xtc_threshold")).isEqualTo(0.05);
    assertThat(Demo.at(settings, "dry_penalty_last_n")).isEqualTo(-1L);
    assertThat(Demo.at(settings, "dry_sequence_breakers")).isEqualTo(List.of("\n", "upon a"));
    assertThat(Demo.at(settings, "adaptive_target")).isEqualTo(0.4);
    assertThat(Demo.at(settings, "mirostat_eta")).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTextMayAimAtASurprise(int version) {
    String mirostat = ", \"temperature\": 1, \"seed\": 3, \"mirostat\": %d".formatted(version);
    Object text = Demo.at(complete(mirostat), "content");
    assertThat(text).isEqualTo(Demo.at(complete(mirostat), "content"));
    assertThat(text).isEqualTo(Demo.at(complete(mirostat + ", \"top_k\": 1"), "content"));
  }

  @Test
  void aTextMayBeUnlikely() {
    Object usual = Demo.at(complete(""), "content");
    String unlikely = ", \"logit_bias\": [[%s, false]]".formatted(Json.write(usual));
    assertThat(Demo.at(complete(unlikely), "content")).isNotEqualTo(usual);
  }

  @Test
  void hintsAboutSpeedChangeNothing() {
    String hints =
        ", \"cache_prompt\": false, \"n_keep\": -1, \"n_discard\": 0, \"n_cache_reuse\": 256";
    assertThat(Demo.at(complete(hints), "content")).isEqualTo(Demo.at(complete(""), "content"));
  }

  @Test
  void guessesAreCountedAndChangeNothing() {
    String counting = ", \"prompt\": \"1 2 3 4 5 1 2 3 4 5 1 2 3 4 5 1 2\", \"n_predict\": 30";
    HttpResponse<String> without = complete(counting + ", \"speculative.type\": \"none\"");
    HttpResponse<String> with =
        complete(
            counting + ", \"speculative.type\": \"ngram-simple\", \"speculative.ngram_size_n\": 1");
    assertThat(Demo.at(with, "content")).isEqualTo(Demo.at(without, "content"));
    assertThat(without.body()).doesNotContain("draft_n");
    long guessed = (Long) Demo.at(with, "timings", "draft_n");
    assertThat((Long) Demo.at(with, "timings", "draft_n_accepted")).isBetween(0L, guessed);
    assertThat(Demo.at(with, "generation_settings", "speculative.types")).isEqualTo("ngram-simple");
  }

  @Test
  void aGuesserThatThereIsNotIsRefused() {
    HttpResponse<String> reply =
        demo.post("/completion", "{\"prompt\": \"a\", \"speculative.type\": \"eagle\"}");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("speculative.type", "ngram-simple");
  }

  @Test
  void aTextGoesAroundBannedStrings() {
    String usual = Demo.at(complete(""), "content").toString();
    String banned = usual.substring(usual.length() / 2);
    HttpResponse<String> reply =
        complete(", \"banned_strings\": [%s]".formatted(Json.write(banned)));
    assertThat(Demo.at(reply, "content").toString()).doesNotContain(banned);
    assertThat(Demo.at(reply, "generation_settings", "banned_strings")).isEqualTo(List.of(banned));
  }
}
