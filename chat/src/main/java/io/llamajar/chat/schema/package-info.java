/**
 * Takes a JSON schema, gives the GBNF grammar of the JSON texts that it allows.
 *
 * <p>Knows nothing of models, tokens, or who asks.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.chat.schema;
