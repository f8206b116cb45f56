package io.llamajar.cli;

import io.llamajar.gguf.Gguf;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamajar tokenize}: the tokens of a text, as a table or as JSON. */
@Command(
    name = "tokenize",
    sortOptions = false,
    description = "Shows the tokens of a text, as a model reads it.")
final class TokenizeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "the text (default: standard input, without a line end at its end)")
  private Optional<String> text = Optional.empty();

  @Option(names = "--json", description = "print {\"ids\": [...], \"pieces\": [...]}")
  private boolean json;

  @Option(names = "--no-bos", description = "leave out the tokens that begin and end a text")
  private boolean bare;

  @Option(
      names = "--no-special",
      description = "take special tokens in the text, <|im_end|> say, for plain text")
  private boolean plain;

  @Mixin private final ModelFile file = new ModelFile();

  TokenizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String read = text.isPresent() ? text.get() : console.text().replaceFirst("\\R\\z", "");
    try (Gguf gguf = Gguf.open(file.source(console))) {
      Tokenizer tokenizer = Tokenizer.of(gguf.metadata());
      tokenizer.warning().ifPresent(console::warn);
      int[] ids = tokenizer.encode(read, specials());
      console.print(json ? json(tokenizer, ids) : table(tokenizer, ids));
    }
    return 0;
  }

  private Specials specials() {
    if (bare) {
      return plain ? Specials.NONE : Specials.PARSED;
    }
    return plain ? Specials.ADDED : Specials.ADDED_AND_PARSED;
  }

  private static String table(Tokenizer tokenizer, int[] ids) {
    StringBuilder table = new StringBuilder();
    for (int id : ids) {
      table.append("%7d  %s\n".formatted(id, piece(tokenizer.bytes(id))));
    }
    return table.toString();
  }

  /** A token in quotes; where it is only part of a character, its bytes in hexadecimal. */
  static String piece(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return Lines.quoted(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      StringBuilder hexadecimal = new StringBuilder("\"");
      for (byte b : bytes) {
        hexadecimal.append("\\x%02x".formatted(b));
      }
      return hexadecimal.append('"').toString();
    }
  }

  private static String json(Tokenizer tokenizer, int[] ids) {
    return Json.of(json -> {
      json.writeStartObject();
      json.writeName("ids");
      json.writeArray(ids, 0, ids.length);
      json.writeArrayPropertyStart("pieces");
      for (int id : ids) {
        json.writeString(new String(tokenizer.bytes(id), StandardCharsets.UTF_8));
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }
}
