package io.llamajar.chat.tools;

/** Llama 3.x: an answer that is one JSON object, or what follows {@code <|python_tag|>}. */
final class Llama3 {
  private static final JsonCalls.Keys KEYS = new JsonCalls.Keys("name", "parameters");
  private static final JsonCalls JSON = new JsonCalls(KEYS, JsonCalls.Layout.ONE, false);

  /** JSON without a mark is a call only if it names a tool. */
  static final JsonCalls BARE = new JsonCalls(KEYS, JsonCalls.Layout.ONE, true);

  static final Dialect DIALECT =
      Dialect.of(
          "Llama 3",
          template ->
              template.contains("<|python_tag|>")
                  || (template.contains("<|start_header_id|>")
                      && template.contains("\"parameters\": ")),
          Dialect.Layout.begins("{\"name\": \""),
          new Mark.Calls("<|python_tag|>", new EitherCalls(JSON, new PythonTagCalls(), JSON)));

  private Llama3() {}
}
