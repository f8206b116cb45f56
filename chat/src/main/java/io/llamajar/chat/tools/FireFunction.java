package io.llamajar.chat.tools;

/** Fireworks' FireFunction 2: a list of calls after a word. */
final class FireFunction {
  static final Dialect DIALECT =
      Dialect.of(
          "FireFunction 2",
          template -> template.contains(" functools["),
          Dialect.Layout.around(" functools", ""),
          new Mark.Calls("functools[", JsonCalls.LIST, "["));

  private FireFunction() {}
}
