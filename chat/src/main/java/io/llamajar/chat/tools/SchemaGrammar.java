package io.llamajar.chat.tools;

/** Makes the grammar of a JSON schema. */
@FunctionalInterface
public interface SchemaGrammar {
  /**
   * GBNF that accepts the JSON which a schema does, its first rule being {@code root}.
   *
   * @param schema as {@link io.llamajar.chat.Json} reads it
   * @throws io.llamajar.LlamajarException if the schema asks for what no grammar can see to
   */
  String of(Object schema);
}
