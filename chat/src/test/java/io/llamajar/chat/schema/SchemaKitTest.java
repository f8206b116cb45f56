package io.llamajar.chat.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import io.llamajar.conformance.Kit;
import io.llamajar.grammar.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Real schemas allow what a validator calls valid, and nothing that it calls invalid.
 *
 * <p>As the kit says, members that a schema leaves open only by omission may be refused.
 */
class SchemaKitTest {
  private static final Map<String, String> UNDECLARED =
      Map.of("no_type_properties", "{\"a\":1,\"b\":2}");

  static Stream<JsonNode> cases() {
    return Kit.json(Kit.path("grammars/json_schema_cases.json")).get("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allowsTheValidAndNothingElse(JsonNode schemaCase) {
    String text = JsonSchema.grammar(Json.parse(schemaCase.get("schema").toString()));
    Grammar grammar = Grammar.parse(text);
    JsonNode reordered = schemaCase.path("valid_alternative_key_order");
    List<String> wrong = new ArrayList<>();
    for (JsonNode valid : schemaCase.get("valid")) {
      String instance = valid.asString();
      String undeclared = UNDECLARED.getOrDefault(schemaCase.get("name").asString(), "");
      if (!grammar.matches(instance)
          && !instance.equals(undeclared)
          && !grammar.matches(reordered.path(instance).asString(""))) {
        wrong.add("refused " + instance);
      }
    }
    for (JsonNode invalid : schemaCase.get("invalid")) {
      if (grammar.matches(invalid.asString())) {
        wrong.add("accepted " + invalid.asString());
      }
    }
    assertThat(wrong).as("%s%n%s", schemaCase.get("name"), text).isEmpty();
  }
}
