package io.llamajar.chat.tools;

import java.util.Map;

/** Makes the grammar of a JSON schema. */
@FunctionalInterface
public interface SchemaGrammar {
  /**
   * Rules of GBNF that accept what a schema does.
   *
   * @param name of the rule to begin with; the names of all others begin with it and a dash
   * @throws io.llamajar.LlamajarException if the schema asks for what no grammar can see to
   */
  String rules(Map<String, Object> schema, String name);
}
