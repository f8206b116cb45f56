package io.llamajar.cli;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import java.nio.file.Path;

/** The demo model with a template that begins its thoughts: it ends them only if it is made to. */
final class Thinker {
  private static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");
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
  static Path in(Path folder) {
    Path file = folder.resolve("thinker.gguf");
    try (Gguf gguf = Gguf.open(GgufSource.of(DEMO))) {
      GgufWriter writer = new GgufWriter().putAll(gguf.metadata());
      gguf.tensors().forEach(writer::tensor);
      writer.put("tokenizer.chat_template", GgufValue.text(TEMPLATE)).write(file);
    }
    return file;
  }
}
