package io.llamajar.server;

import io.llamajar.Generation.Statistics;
import io.llamajar.chat.template.Json;
import java.util.Map;

/** How long a text took, in the words of llama.cpp. */
final class Timings {
  private Timings() {}

  static Map<String, Object> of(Statistics statistics) {
    int read = statistics.promptTokens() - statistics.cachedTokens();
    int generated = statistics.generatedTokens();
    Map<String, Object> timings =
        Json.object(
            "cache_n",
            statistics.cachedTokens(),
            "prompt_n",
            read,
            "prompt_ms",
            1000 * statistics.promptSeconds(),
            "prompt_per_token_ms",
            1000 * ratio(statistics.promptSeconds(), read),
            "prompt_per_second",
            ratio(read, statistics.promptSeconds()),
            "predicted_n",
            generated,
            "predicted_ms",
            1000 * statistics.generationSeconds(),
            "predicted_per_token_ms",
            1000 * ratio(statistics.generationSeconds(), generated),
            "predicted_per_second",
            ratio(generated, statistics.generationSeconds()));
    if (statistics.draftedTokens() > 0) {
      timings.put("draft_n", statistics.draftedTokens());
      timings.put("draft_n_accepted", statistics.acceptedTokens());
    }
    return timings;
  }

  private static double ratio(double amount, double by) {
    return by == 0 ? 0 : amount / by;
  }
}
