package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.util.Map;

/**
 * Turns a JSON schema into a grammar, so that a model can write only what the schema allows.
 *
 * <p>What the grammar accepts is always valid; what is valid is mostly accepted. It is narrower in
 * these ways, most of which models do better with: members come in the order of the schema, and
 * those that it does not declare come last, and only where it says {@code additionalProperties} or
 * declares none; a schema that speaks of one type only means that type; numbers with limits have no
 * exponent, integers no fraction; characters in patterns and constants are escaped only where they
 * must be; white space is short; with {@code uniqueItems}, items that are not listed differ in the
 * first character in which any do, and so do some undeclared names where {@code minProperties} asks
 * for several. A keyword that cannot be enforced is an error that names it; keywords of which JSON
 * Schema says nothing are skipped.
 *
 * <p>A name that comes again among undeclared members counts for {@code maxProperties}, and not for
 * {@code minProperties}. Sources: JSON Schema 2020-12, with {@code items} as an array, {@code
 * dependencies}, {@code definitions} and exclusive limits as in the drafts before it.
 */
public final class JsonSchema {
  private JsonSchema() {}

  /**
   * The grammar of a schema given as JSON.
   *
   * @throws LlamajarException if it is not JSON or not a schema that can be enforced
   */
  public static String grammar(String schema) {
    return grammar(Json.parse(schema));
  }

  /**
   * The grammar of a schema, in GBNF.
   *
   * @param schema as {@link Json#parse} gives it
   * @throws LlamajarException if it is not a schema that can be enforced, with the keyword and
   *     where it stands
   */
  public static String grammar(Object schema) {
    Term root = Term.of(schema, "#");
    return Effort.bounded(() -> new SchemaGrammar(root).text(Goal.of(root)));
  }

  /** The grammar of any JSON value. */
  public static String anyJson() {
    return grammar(true);
  }

  /** The grammar of any JSON object. */
  public static String anyObject() {
    return grammar(Map.of("type", "object"));
  }
}
