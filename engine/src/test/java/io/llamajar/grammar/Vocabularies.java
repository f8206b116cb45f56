package io.llamajar.grammar;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kit's vocabularies, and the demo model's. */
final class Vocabularies {
  static final Path DEMO = Path.of("../models/demo/llamajar-demo-q8_0.gguf");

  private Vocabularies() {}

  /** A vocabulary of the kit; its file is unpacked into a folder, and stays open. */
  static Tokenizer open(String name, Path folder) {
    try {
      Path file = folder.resolve(name + ".gguf");
      if (!Files.exists(file)) {
        Files.write(file, Kit.bytes(Kit.path("tokenizers/" + name + ".gguf.gz")));
      }
      return Tokenizer.of(Gguf.open(GgufSource.of(file)).metadata());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Tokenizer demo() {
    return Tokenizer.of(Gguf.open(GgufSource.of(DEMO)).metadata());
  }

  static String grammar(String name) {
    return new String(
        Kit.bytes(Kit.path("grammars/" + name + ".gbnf")), java.nio.charset.StandardCharsets.UTF_8);
  }
}
