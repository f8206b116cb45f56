package io.llamajar.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole language, statement by statement and filter by filter.
 *
 * <p>The expectations in {@code language.json} were made by Python's jinja2 3.1.6 as Hugging Face
 * configures it, without variables, at 2026-01-15 12:34:56.
 */
class LanguageTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 12, 34, 56);
  private static final Environment ENVIRONMENT = new Environment(() -> NOW, Map.of());

  static Stream<JsonNode> cases() {
    try (InputStream in = LanguageTest.class.getResourceAsStream("language.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in)).valueStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPython(JsonNode expected) {
    String source = expected.get("source").asString();
    if (expected.has("output")) {
      assertThat(Template.parse(source).render(Map.of(), ENVIRONMENT))
          .isEqualTo(expected.get("output").asString());
    } else {
      assertThat(reasonOfFailure(source)).isEqualTo(expected.get("message").asString());
    }
  }

  private static String reasonOfFailure(String source) {
    try {
      return "rendered " + Template.parse(source).render(Map.of(), ENVIRONMENT);
    } catch (TemplateException e) {
      return e.reason();
    }
  }

  @Test
  void namesTheLineOfAnError() {
    Template template = Template.parse("a\n{% if true %}\n{{ 1 +\n x }}{% endif %}");

    assertThat(failure(template).line()).isEqualTo(3);
    assertThat(failure(template)).hasMessageContaining("at line 3: 'x' is undefined");
  }

  private static TemplateException failure(Template template) {
    try {
      throw new AssertionError(template.render(Map.of(), ENVIRONMENT));
    } catch (TemplateException e) {
      return e;
    }
  }

  @Test
  void callsFunctionsOfTheProgram() {
    Environment environment =
        new Environment(
            ENVIRONMENT.clock(),
            Map.of("pair", (positional, named) -> List.of(positional.getFirst(), named)));

    assertThat(Template.parse("{{ pair(1, n=2) }}").render(Map.of(), environment))
        .isEqualTo("[1, {'n': 2}]");
  }

  @Test
  void takesPlainJavaValues() {
    Map<String, Object> variables = new java.util.HashMap<>();
    variables.put("nothing", null);
    variables.put("number", 1);
    variables.put("real", 1.5f);
    variables.put("list", List.of(Map.of("a", java.math.BigInteger.TWO)));

    assertThat(Template.parse("{{ [nothing, number, real, list] }}").render(variables))
        .isEqualTo("[None, 1, 1.5, [{'a': 2}]]");
  }
}
