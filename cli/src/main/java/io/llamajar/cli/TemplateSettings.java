package io.llamajar.cli;

import io.llamajar.LlamajarException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What models' chat templates are told besides: names are llama.cpp's. */
final class TemplateSettings {
  private static final String THINKING = "enable_thinking";

  @Option(
      names = "--chat-template-kwargs",
      paramLabel = "JSON",
      description = "tell chat templates more, such as '{\"enable_thinking\": false}'")
  private String variables = "{}";

  @Option(
      names = {"--jinja", "--no-jinja"},
      hidden = true,
      description = "does nothing: chat templates are Jinja always")
  @SuppressWarnings("UnusedVariable") // it is always so
  private boolean jinja;

  Map<String, Object> variables() {
    try {
      if (io.llamajar.chat.template.Json.parse(variables) instanceof Map<?, ?> object) {
        Map<String, Object> named = new TreeMap<>();
        object.forEach((name, value) -> named.put(String.valueOf(name), value));
        if (!(named.getOrDefault(THINKING, true) instanceof Boolean)) {
          throw new UsageException(
              "--chat-template-kwargs: %s is neither true nor false; give one".formatted(THINKING));
        }
        return named;
      }
    } catch (LlamajarException e) {
      throw new UsageException("--chat-template-kwargs: " + e.getMessage());
    }
    throw new UsageException("--chat-template-kwargs is no JSON object; give one");
  }
}
