package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.chat.tools.ReasoningFormat;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What a server does with models' chat templates and thoughts: names are llama.cpp's. */
final class TemplateSettings {
  @Option(
      names = "--reasoning-format",
      paramLabel = "none|deepseek|auto",
      description =
          "leave thoughts in the content, or tell them apart as reasoning_content (default: auto,"
              + " which is apart)")
  private String format = "auto";

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

  ReasoningFormat format() {
    return switch (format) {
      case "none" -> ReasoningFormat.NONE;
      case "deepseek", "auto" -> ReasoningFormat.SEPARATE;
      default ->
          throw new UsageException(
              "--reasoning-format is '%s'; give none, deepseek or auto".formatted(format));
    };
  }

  Map<String, Object> variables() {
    try {
      if (io.llamajar.chat.Json.parse(variables) instanceof Map<?, ?> object) {
        Map<String, Object> named = new TreeMap<>();
        object.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
      }
    } catch (LlamajarException e) {
      throw new UsageException("--chat-template-kwargs: " + e.getMessage());
    }
    throw new UsageException("--chat-template-kwargs is no JSON object; give one");
  }
}
