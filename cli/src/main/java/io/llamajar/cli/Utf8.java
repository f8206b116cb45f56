package io.llamajar.cli;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text in UTF-8, and says where there is none: a model would answer something garbled. */
final class Utf8 {
  static final String STANDARD_INPUT = "Standard input";

  private Utf8() {}

  /**
   * The text in a file.
   *
   * @throws LlamajarException if it is none
   */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new LlamajarException(file + " is a folder; name a file");
    }
    return decode(Files.readAllBytes(file), file.toString());
  }

  /**
   * The text that bytes are.
   *
   * @param name what they are called, at the beginning of a sentence
   * @throws LlamajarException if they are none
   */
  static String decode(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refusal(name, e);
    }
  }

  /** What to say where there is none. */
  static LlamajarException refusal(String name, CharacterCodingException cause) {
    return new LlamajarException(name + " is no text in UTF-8; convert it first", cause);
  }
}
