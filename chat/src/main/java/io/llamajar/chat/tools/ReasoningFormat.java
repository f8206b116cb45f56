package io.llamajar.chat.tools;

import java.util.Optional;

/** Where a model's thoughts go; requests and command lines have llama.cpp's names for it. */
public enum ReasoningFormat {
  /** Into a part of their own; {@code deepseek}, or {@code auto}, as that is what is usual. */
  SEPARATE,
  /** They stay in the content, with their marks; {@code none}. */
  NONE,
  /** They stay there, and are told apart too; {@code deepseek-legacy}. */
  BOTH;

  /** The names there are, as a sentence has them. */
  public static final String NAMES = "none, deepseek, deepseek-legacy or auto";

  /** The one of a name; empty if there is none. */
  public static Optional<ReasoningFormat> named(String name) {
    return switch (name) {
      case "none" -> Optional.of(NONE);
      case "deepseek", "auto" -> Optional.of(SEPARATE);
      case "deepseek-legacy" -> Optional.of(BOTH);
      default -> Optional.empty();
    };
  }

  boolean keepsContent() {
    return this != SEPARATE;
  }
}
