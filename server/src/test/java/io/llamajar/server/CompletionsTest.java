package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionsTest {
  private static final String PATH = "/v1/completions";
  private static final String BODY =
      "{\"prompt\": [\"Once upon\", \"Lily has\"], \"temperature\": 0, \"max_tokens\": 8,"
          + " \"logprobs\": 1, \"logit_bias\": {\"2\": -100}%s}";

  @Test
  void aStreamTellsWhereTokensAreInTheWholeText() {
    try (Demo demo = Demo.start()) {
      Object whole = Demo.at(demo.post(PATH, BODY.formatted("")), "choices");
      List<Object> pieces =
          ChatCompletionsTest.chunks(demo.post(PATH, BODY.formatted(", \"stream\": true")).body());
      for (int i = 0; i < 2; i++) {
        Object logprobs = Demo.at(whole, i, "logprobs");
        assertThat(streamed(pieces, i, "tokens")).isEqualTo(Demo.at(logprobs, "tokens"));
        List<?> offsets = (List<?>) Demo.at(logprobs, "text_offset");
        assertThat(offsets).hasSize(8).doesNotHaveDuplicates();
        assertThat(streamed(pieces, i, "text_offset")).isEqualTo(offsets);
      }
    }
  }

  /** What the pieces of a text have of a list. */
  private static List<?> streamed(List<Object> pieces, long index, String list) {
    return pieces.stream()
        .map(piece -> Demo.at(piece, "choices", 0))
        .filter(choice -> Demo.at(choice, "index").equals(index))
        .filter(choice -> Demo.at(choice, "logprobs") instanceof Map)
        .flatMap(choice -> ((List<?>) Demo.at(choice, "logprobs", list)).stream())
        .toList();
  }
}
