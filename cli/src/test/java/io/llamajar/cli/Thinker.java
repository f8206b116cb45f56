package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A chat template that begins a model's thoughts; the demo model ends them only if it is made to.
 */
final class Thinker {
  private static final String TEMPLATE =
      """
      {%- for m in messages -%}
      <|im_start|>{{ m.role }}
      {{ m.content }}<|im_end|>
      {% endfor -%}
      <|im_start|>assistant
      {% if enable_thinking %}<think>
      {% else %}<think>

      </think>

      {% endif %}\
      """;

  private Thinker() {}

  /** Its file, in a folder. */
  static Path in(Path folder) throws IOException {
    return Files.writeString(folder.resolve("thinker.jinja"), TEMPLATE);
  }
}
