package io.llamajar.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Real chat templates render as Python renders them, and fail where it fails. */
class ConformanceTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 34, 56);
  private static final Environment ENVIRONMENT = new Environment(() -> NOW, Map.of());

  static Stream<Path> expectations() {
    return Kit.list("templates/expected", ".json").stream();
  }

  @ParameterizedTest
  @MethodSource("expectations")
  void rendersAsPython(Path expectation) {
    JsonNode contexts = Kit.json(Kit.path("templates/contexts.json"));
    JsonNode expected = Kit.json(expectation);
    String file = "templates/templates/" + expected.get("template").asString();
    String source = new String(Kit.bytes(Kit.path(file)), StandardCharsets.UTF_8);
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> result : expected.get("results").properties()) {
      JsonNode context = contexts.get(result.getKey());
      if (!agrees(source, variables(context, true), result.getValue())
          && !agreesWithoutTools(source, context, result.getValue())) {
        wrong.add(
            result.getKey()
                + ": "
                + outcome(source, variables(context, true))
                + "\n  wanted "
                + result.getValue());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean agreesWithoutTools(String source, JsonNode context, JsonNode result) {
    return result.has("tools_undefined")
        && agrees(source, variables(context, false), result.get("tools_undefined"));
  }

  private static boolean agrees(String source, Map<String, Object> variables, JsonNode result) {
    String wanted =
        result.has("output")
            ? "output " + result.get("output").asString()
            : "error " + result.get("message").asString();
    return outcome(source, variables).equals(wanted);
  }

  private static String outcome(String source, Map<String, Object> variables) {
    try {
      return "output " + Template.parse(source).render(variables, ENVIRONMENT);
    } catch (TemplateException e) {
      return "error " + e.reason();
    }
  }

  private static Map<String, Object> variables(JsonNode context, boolean withTools) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", value(context.get("messages")));
    if (withTools || !context.get("tools").isNull()) {
      variables.put("tools", value(context.get("tools")));
    }
    if (withTools) {
      variables.put("documents", None.NONE);
    }
    variables.put("add_generation_prompt", context.get("add_generation_prompt").asBoolean());
    variables.put("bos_token", "<s>");
    variables.put("eos_token", "</s>");
    context.get("extra").properties().forEach(e -> variables.put(e.getKey(), value(e.getValue())));
    return variables;
  }

  static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> None.NONE;
      case BOOLEAN -> node.asBoolean();
      case STRING -> node.asString();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.asLong() : node.asDouble();
      case ARRAY -> node.valueStream().map(ConformanceTest::value).toList();
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        yield map;
      }
    };
  }
}
