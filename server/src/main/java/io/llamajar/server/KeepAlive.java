package io.llamajar.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long Ollama's clients want a model to stay open that nobody uses. */
final class KeepAlive {
  private static final String FIELD = "keep_alive";
  private static final String ALLOWED = "seconds, or a duration such as \"5m\" or \"1h30m\"";
  private static final Pattern DURATION =
      Pattern.compile(
          "([-+]?)((?:(?:\\d{1,15}\\.?\\d{0,9}|\\.\\d{1,9})(?:ns|us|\u00b5s|ms|s|m|h))+|0)");
  private static final Pattern PART = Pattern.compile("([\\d.]+)(\\D+)");
  private static final Map<String, Double> SECONDS =
      Map.of("ns", 1e-9, "us", 1e-6, "\u00b5s", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);
  private static final double VERY_LONG = 1e9; // seconds, and more than any server runs

  private KeepAlive() {}

  /** Nothing for a request that does not say; what is negative is for ever. */
  static Optional<Duration> read(Fields fields) {
    return fields
        .value(FIELD)
        .map(value ->
            switch (value) {
              case Number seconds -> duration(seconds.doubleValue());
              case String text -> duration(seconds(fields, text));
              default -> throw fields.wrong(FIELD, ALLOWED);
            });
  }

  private static Duration duration(double seconds) {
    return seconds < 0 || seconds >= VERY_LONG
        ? Models.FOREVER
        : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static double seconds(Fields fields, String text) {
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      throw fields.wrong(FIELD, ALLOWED);
    }
    double seconds =
        PART.matcher(duration.group(2))
            .results()
            .mapToDouble(part ->
                Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0))
            .sum();
    return duration.group(1).equals("-") ? -seconds : seconds;
  }
}
