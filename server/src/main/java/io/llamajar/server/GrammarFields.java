package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.chat.schema.JsonSchema;
import io.llamajar.chat.template.Json;
import io.llamajar.grammar.Grammar;
import io.llamajar.grammar.GrammarShelf;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.grammar.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads what form a text is to have: a grammar, or a JSON schema, of which one is made. Keeps those
 * that were asked for last, as they are mostly asked for again. For any number of threads.
 */
final class GrammarFields {
  private static final int MOST_TRIGGERS = 64;
  private static final String FORMAT = "format";
  private static final String SCHEMA = "schema";
  private static final String JSON_SCHEMA = "json_schema";
  private static final String GRAMMAR = "grammar";

  private final GrammarShelf grammars = new GrammarShelf();

  /** By the field that OpenAI has for chats, or by those of llama.cpp. */
  Optional<GrammarUse> ofChat(Fields fields) {
    Optional<GrammarUse> wanted =
        fields.object("response_format").flatMap(this::ofFormat).map(GrammarFields::all);
    return wanted.isPresent() ? wanted : ofLlama(fields);
  }

  /** By OpenAI's newer API. */
  Optional<GrammarUse> ofResponse(Fields fields) {
    return fields
        .object("text")
        .flatMap(text -> text.object(FORMAT))
        .flatMap(this::ofFormat)
        .map(GrammarFields::all);
  }

  /** By Anthropic's API, where it has been in two places. */
  Optional<GrammarUse> ofMessages(Fields fields) {
    return fields
        .object("output_config")
        .flatMap(config -> config.object(FORMAT))
        .or(() -> fields.object("output_format"))
        .flatMap(this::ofFormat)
        .map(GrammarFields::all);
  }

  /** The schema stands in the format, or in an object there with its name. */
  private Optional<Grammar> ofFormat(Fields format) {
    return switch (format.requiredText("type")) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(format.has(SCHEMA) ? schema(format, SCHEMA) : object());
      case JSON_SCHEMA -> Optional.of(schema(format.object(JSON_SCHEMA).orElse(format), SCHEMA));
      default -> throw format.wrong("type", "\"text\", \"json_object\" or \"json_schema\"");
    };
  }

  /** By Ollama's API: {@code "json"}, or a schema. */
  Optional<GrammarUse> ofOllama(Fields fields) {
    Object format = fields.value(FORMAT).orElse("");
    if (format.equals("")) {
      return Optional.empty();
    }
    if (format instanceof String && !format.equals("json")) {
      throw fields.wrong(FORMAT, "\"json\" or a JSON schema");
    }
    return Optional.of(all(format instanceof String ? object() : schema(fields, FORMAT)));
  }

  /** By llama.cpp's own fields; the grammar may wait for a trigger. */
  Optional<GrammarUse> ofLlama(Fields fields) {
    String gbnf = fields.text(GRAMMAR).orElse("");
    if (fields.has(JSON_SCHEMA) && !gbnf.isEmpty()) {
      throw ApiException.field(
          JSON_SCHEMA, "json_schema and grammar are both set; leave one of them out");
    }
    if (fields.has(JSON_SCHEMA)) {
      return Optional.of(all(schema(fields, JSON_SCHEMA)));
    }
    return gbnf.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GrammarUse(make(gbnf, fields.name(GRAMMAR), () -> gbnf), triggers(fields)));
  }

  private static List<Trigger> triggers(Fields fields) {
    List<Trigger> triggers = new ArrayList<>();
    if (fields.flag("grammar_lazy", false)) {
      fields.objects("grammar_triggers", MOST_TRIGGERS).forEach(t -> triggers.add(trigger(t)));
      if (triggers.isEmpty()) {
        throw fields.missing("grammar_triggers");
      }
    }
    return triggers;
  }

  /** Its type may be a name, or llama.cpp's number. */
  private static Trigger trigger(Fields trigger) {
    String value = trigger.requiredText("value");
    return switch (String.valueOf(trigger.value("type").orElse("word"))) {
      case "word", "1" -> new Trigger.Word(value);
      case "token", "0" -> new Trigger.Token(value);
      default -> throw trigger.wrong("type", "\"word\" or \"token\"");
    };
  }

  private static GrammarUse all(Grammar grammar) {
    return new GrammarUse(grammar, List.of());
  }

  private Grammar object() {
    return make("an object", FORMAT, JsonSchema::anyObject);
  }

  private Grammar schema(Fields fields, String field) {
    Object schema = fields.value(field).orElseThrow(() -> fields.missing(field));
    return make(
        "schema " + Json.write(schema), fields.name(field), () -> JsonSchema.grammar(schema));
  }

  private Grammar make(String key, String name, Supplier<String> gbnf) {
    try {
      return grammars.get(key, gbnf);
    } catch (LlamajarException e) {
      throw ApiException.field(name, "%s: %s".formatted(name, e.getMessage()));
    }
  }
}
