package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.template.Json;
import io.llamajar.grammar.Grammar;
import io.llamajar.sampling.Sampling;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How texts are generated of requests that do not say: as the server was started. */
class DefaultsTest {
  /** A bias that has a text be of nothing but exclamation marks. */
  private static final Map<Integer, Float> EXCITED = Map.of(5, 100f);

  /** The ways to ask for a text. */
  enum Shape {
    CHAT("/v1/chat/completions", "\"messages\": [%s]", "choices", 0, "message", "content"),
    COMPLETION("/v1/completions", "\"prompt\": \"Hi\"", "choices", 0, "text"),
    RESPONSE("/v1/responses", "\"input\": [%s]", "output", 0, "content", 0, "text"),
    MESSAGE("/v1/messages", "\"max_tokens\": 3, \"messages\": [%s]", "content", 0, "text"),
    OLLAMA_CHAT("/api/chat", "\"stream\": false, \"messages\": [%s]", "message", "content"),
    OLLAMA("/api/generate", "\"stream\": false, \"prompt\": \"Hi\"", "response"),
    LLAMA_CPP("/completion", "\"prompt\": \"Hi\"", "content");

    private static final String QUESTION = "{\"role\": \"user\", \"content\": \"Hi\"}";

    private final String path;
    private final String fields;
    private final List<Object> text; // where it is in a reply

    Shape(String path, String fields, Object... text) {
      this.path = path;
      this.fields = fields.formatted(QUESTION);
      this.text = List.of(text);
    }

    /** The text that a server writes for a request with more fields. */
    private String of(Demo demo, String more) {
      HttpResponse<String> reply =
          demo.post(path, "{%s%s}".formatted(fields, more.isEmpty() ? "" : ", " + more));
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
      return Demo.at(reply, text.toArray()).toString();
    }

    /** Fields that say how to pick tokens, and how many. */
    private String settings(String sampling, int tokens) {
      String length = "\"%s\": %d, ".formatted(lengthField(), tokens);
      boolean isOllama = this == OLLAMA || this == OLLAMA_CHAT;
      return isOllama ? "\"options\": {%s%s}".formatted(length, sampling) : length + sampling;
    }

    private String lengthField() {
      return switch (this) {
        case CHAT, COMPLETION, MESSAGE -> "max_tokens";
        case RESPONSE -> "max_output_tokens";
        case OLLAMA_CHAT, OLLAMA -> "num_predict";
        case LLAMA_CPP -> "n_predict";
      };
    }

    /** Fields that want a seven. */
    private String form() {
      String seven = "\"type\": \"json_schema\", \"schema\": {\"const\": 7}";
      return switch (this) {
        case CHAT, COMPLETION -> "\"response_format\": {%s}".formatted(seven);
        case RESPONSE -> "\"text\": {\"format\": {%s}}".formatted(seven);
        case MESSAGE -> "\"output_config\": {\"format\": {%s}}".formatted(seven);
        case OLLAMA_CHAT, OLLAMA -> "\"format\": {\"const\": 7}";
        case LLAMA_CPP -> "\"grammar\": \"root ::= [7]\"";
      };
    }
  }

  private static Demo demo(GenerationOptions defaults) {
    return Demo.start(options -> options.withGeneration(defaults));
  }

  private static GenerationOptions greedy() {
    return GenerationOptions.defaults().withSampling(Sampling.greedy());
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatARequestDoesNotSayIsAsTheServerWasStarted(Shape shape) {
    Sampling sampling = Sampling.greedy().toBuilder().logitBias(EXCITED).build();
    try (Demo demo = demo(greedy().withSampling(sampling).withMaxTokens(3))) {
      assertThat(shape.of(demo, "")).isEqualTo("!!!");
      assertThat(shape.of(demo, shape.settings("\"temperature\": 1", 2))).isEqualTo("!!");
      assertThat(shape.of(demo, shape.settings("\"logit_bias\": {\"551\": 100}", 2)).strip())
          .isEqualTo("llama llama");
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void aFormIsForRequestsThatBringNoneOfTheirOwn(Shape shape) {
    try (Demo demo = demo(greedy().withGrammar(Grammar.parse("root ::= \"yes\"")))) {
      assertThat(shape.of(demo, "")).isEqualTo("yes");
      assertThat(shape.of(demo, shape.form())).isEqualTo("7");
    }
  }

  @Test
  void aFormIsNotForCallsNorForVectors() {
    try (Demo demo = demo(greedy().withGrammar(Grammar.parse("root ::= \"yes\"")))) {
      String tools =
          """
          "tool_choice": "required", "tools": [{"type": "function", "function":
            {"name": "tell", "parameters": {"type": "object", "properties": {}}}}]
          """;
      HttpResponse<String> called =
          demo.post(Shape.CHAT.path, "{%s, %s}".formatted(Shape.CHAT.fields, tools));
      Object call = Demo.at(called, "choices", 0, "message", "tool_calls", 0);
      assertThat(Demo.at(call, "function", "name")).isEqualTo("tell");
      assertThat(demo.post("/v1/embeddings", "{\"input\": \"Hi\"}").statusCode()).isEqualTo(200);
      assertThat(Shape.CHAT.of(demo, "\"response_format\": {\"type\": \"text\"}")).isEqualTo("yes");
    }
  }

  @Test
  void textsToStopBeforeAndToGoAroundAreReplacedTogether() {
    String prompt = "\"prompt\": \"Once upon a time\"";
    try (Demo free = demo(greedy().withMaxTokens(8));
        Demo bound = demo(greedy().withMaxTokens(8).withStops("named").withBannedStrings("bee"))) {
      String usual = Shape.LLAMA_CPP.of(free, prompt);
      assertThat(usual).contains("bee", "named");
      assertThat(Shape.LLAMA_CPP.of(bound, prompt)).doesNotContain("bee", "named");
      String own = prompt + ", \"stop\": [\"Ben\"], \"banned_strings\": \"patient bear\"";
      assertThat(Shape.LLAMA_CPP.of(bound, own)).isEqualTo(usual.replace("Ben", ""));
      String none = prompt + ", \"stop\": [], \"banned_strings\": [\"\"]";
      assertThat(Shape.LLAMA_CPP.of(bound, none)).doesNotContain("bee", "named");
    }
  }

  @Test
  void aSeedHoldsUntilARequestWantsAnother() {
    Sampling sampling = Sampling.builder().temperature(2).seed(7).build();
    try (Demo demo = demo(greedy().withSampling(sampling).withMaxTokens(4))) {
      assertThat(seed(demo, "")).isEqualTo(7L);
      assertThat(Shape.CHAT.of(demo, "")).isEqualTo(Shape.CHAT.of(demo, "\"seed\": 7"));
      assertThat(seed(demo, ", \"seed\": 8")).isEqualTo(8L);
      assertThat(seed(demo, ", \"seed\": -1")).isNotEqualTo(7L);
    }
  }

  private static Object seed(Demo demo, String more) {
    HttpResponse<String> reply = demo.post("/completion", "{\"prompt\": \"Hi\"%s}".formatted(more));
    return Demo.at(reply, "generation_settings", "seed");
  }

  @Test
  void aServersLimitIsAboveItsDefault() {
    RequestLimits limits = RequestLimits.defaults().withTokens(2);
    try (Demo demo =
        Demo.start(
            options -> options.withLimits(limits).withGeneration(greedy().withMaxTokens(5)))) {
      HttpResponse<String> reply = demo.post("/completion", "{\"prompt\": \"Hi\"}");
      assertThat(Demo.at(reply, "tokens_predicted")).isEqualTo(2L);
      assertThat(told(demo, "n_predict")).isEqualTo(2L);
    }
  }

  @Test
  void clientsAreToldOfTheDefaults() {
    Sampling.Builder sampling = Sampling.builder().temperature(0.25).topK(7).seed(3);
    sampling.logitBias(Map.of(5, 1.5f, 6, Float.NEGATIVE_INFINITY));
    GenerationOptions defaults =
        greedy()
            .withSampling(sampling.build())
            .withMaxTokens(9)
            .withStops("END")
            .withBannedStrings("never")
            .withGrammar(Grammar.parse("root ::= [a-z]+"));
    try (Demo demo = demo(defaults)) {
      assertThat(told(demo, "temperature")).isEqualTo(0.25);
      assertThat(told(demo, "top_k")).isEqualTo(7L);
      assertThat(told(demo, "seed")).isEqualTo(3L);
      assertThat(told(demo, "max_tokens")).isEqualTo(9L);
      assertThat(told(demo, "stop")).isEqualTo(List.of("END"));
      assertThat(told(demo, "banned_strings")).isEqualTo(List.of("never"));
      assertThat(told(demo, "grammar")).isEqualTo("root ::= [a-z]+");
      assertThat(told(demo, "logit_bias"))
          .isEqualTo(
              Json.parse("[{\"token\": 5, \"bias\": 1.5}, {\"token\": 6, \"bias\": false}]"));
      assertThat(told(demo, "speculative.types")).isNotEqualTo("none");
    }
  }

  private static Object told(Demo demo, String field) {
    return Demo.at(demo.get("/props"), "default_generation_settings", "params", field);
  }
}
