package io.llamajar.chat.tools;

/** Mistral: after {@code [TOOL_CALLS]} a JSON list, or since 2025 a name and its arguments. */
final class Mistral {
  static final Dialect WITH_IDS = named("Mistral 3.2", "[CALL_ID]", "[CALL_ID]#########[ARGS]");
  static final Dialect NAMED = named("Mistral 3", "[ARGS]", "[ARGS]");

  static final Dialect LIST =
      Dialect.of(
          "Mistral",
          template -> template.contains("[TOOL_CALLS]"),
          Dialect.Layout.around("[TOOL_CALLS]", ""),
          mark(form("[ARGS]"), JsonCalls.LIST));

  private Mistral() {}

  private static Dialect named(String name, String sign, String afterName) {
    NamedCalls form = form(afterName);
    return Dialect.of(
        name,
        template -> template.contains("[TOOL_CALLS]") && template.contains(sign),
        new Dialect.Layout("", "[TOOL_CALLS]", "", "", "", "[TOOL_CALLS]"),
        mark(form, form));
  }

  private static NamedCalls form(String afterName) {
    return NamedCalls.of(
        new NamedCalls.Writing("", afterName, ""),
        "\\s*(?<name>[\\w.:/-]+)\\s*(\\[CALL_ID]\\s*(?<id>\\w+)\\s*)?(\\[ARGS])?\\s*");
  }

  private static Mark mark(NamedCalls named, CallForm home) {
    return new Mark.Calls("[TOOL_CALLS]", new EitherCalls(JsonCalls.LIST, named, home));
  }
}
