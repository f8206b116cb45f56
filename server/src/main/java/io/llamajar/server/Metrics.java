package io.llamajar.server;

import io.llamajar.Model;
import io.llamajar.scheduler.Load;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code /metrics}: what was done so far and what is going on, for Prometheus to collect. The names
 * are llama.cpp's; what it has no name for begins with ours.
 */
final class Metrics implements Endpoint {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Models models;

  /**
   * A number that is told.
   *
   * @param kind {@code counter} or {@code gauge}
   */
  private record Metric(String name, String kind, String help, ToDoubleFunction<Load> value) {
    static Metric counter(String name, String help, ToDoubleFunction<Load> value) {
      return new Metric(name, "counter", help, value);
    }

    static Metric gauge(String name, String help, ToDoubleFunction<Load> value) {
      return new Metric(name, "gauge", help, value);
    }
  }

  // spotless:off
  private static final List<Metric> ALL =
      List.of(
          Metric.counter(
              "llamacpp:prompt_tokens_total",
              "Tokens of prompts that were read.",
              Load::promptTokens),
          Metric.counter(
              "llamacpp:prompt_seconds_total",
              "Time of passes that read prompts.",
              Load::promptSeconds),
          Metric.counter(
              "llamacpp:tokens_predicted_total", "Tokens generated.", Load::generatedTokens),
          Metric.counter(
              "llamacpp:tokens_predicted_seconds_total",
              "Time of the other passes.",
              Load::generationSeconds),
          Metric.counter("llamacpp:n_decode_total", "Forward passes.", Load::passes),
          Metric.gauge(
              "llamacpp:prompt_tokens_seconds",
              "Tokens of prompts read in a second.",
              load -> ratio(load.promptTokens(), load.promptSeconds())),
          Metric.gauge(
              "llamacpp:predicted_tokens_seconds",
              "Tokens generated in a second.",
              load ->
                  ratio(load.generatedTokens(), load.promptSeconds() + load.generationSeconds())),
          Metric.gauge(
              "llamacpp:requests_processing",
              "Texts that are being read or generated.",
              Load::running),
          Metric.gauge(
              "llamacpp:requests_deferred", "Texts that wait for their turn.", Load::waiting),
          Metric.counter(
              "llamajar:prompt_tokens_cached_total",
              "Tokens of prompts that were known.",
              Load::cachedTokens),
          Metric.counter(
              "llamajar:tokens_drafted_total",
              "Tokens guessed and read before they came, or did not.",
              Load::guessedTokens),
          Metric.counter(
              "llamajar:tokens_drafted_accepted_total",
              "Tokens guessed that came.",
              Load::rightTokens),
          Metric.counter(
              "llamajar:preemptions_total",
              "Texts that had to wait for memory half-way.",
              Load::preemptions),
          Metric.gauge("llamajar:kv_bytes", "Memory of keys, values and states.", Load::heldBytes),
          Metric.gauge(
              "llamajar:kv_pages_kept", "Pages kept for texts that begin alike.", Load::keptPages));

  // spotless:on

  Metrics(Models models) {
    this.models = models;
  }

  @Override
  public void answer(Exchange exchange) {
    Map<String, Model> opened = models.opened();
    StringBuilder text = new StringBuilder();
    for (Metric metric : ALL) {
      text.append("# HELP %s %s\n".formatted(metric.name, metric.help));
      text.append("# TYPE %s %s\n".formatted(metric.name, metric.kind));
      opened.forEach((name, model) -> {
        double value = metric.value.applyAsDouble(model.load());
        text.append("%s{model=\"%s\"} %s\n".formatted(metric.name, escaped(name), plain(value)));
      });
    }
    exchange.reply(200, TYPE, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String plain(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }

  private static double ratio(long amount, double by) {
    return by == 0 ? 0 : amount / by;
  }
}
