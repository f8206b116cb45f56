package io.llamajar.chat.tools;

/** Where a model's thoughts go. */
public enum ReasoningFormat {
  /** Into a part of their own; llama.cpp calls it {@code deepseek}. */
  SEPARATE,
  /** They stay in the content, with their marks. */
  NONE,
  /** They stay there, and are told apart too; {@code deepseek-legacy}. */
  BOTH;

  boolean keepsContent() {
    return this != SEPARATE;
  }
}
