package io.llamajar.chat.tools;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a whole grammar part of another one. */
final class Gbnf {
  // Texts, classes of characters, tokens, repetitions and comments have no names of rules in them.
  // Repetitions that give nothing back need no stack, however long a text is.
  private static final Pattern PART =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*+\"|\\[(?:[^]\\\\]|\\\\.)*+]|\\{[^}]*}|!?<[^>]*>|#[^\n]*"
              + "|(?<rule>[A-Za-z0-9-]+)",
          Pattern.DOTALL);

  private Gbnf() {}

  /** The rules of a grammar under names of their own; its root is called {@code name}. */
  static String rename(String grammar, String name) {
    return PART.matcher(grammar)
        .replaceAll(part -> {
          String rule = part.group("rule");
          String text =
              rule == null ? part.group() : rule.equals("root") ? name : name + "-" + rule;
          return Matcher.quoteReplacement(text);
        });
  }
}
