package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The models of the kit that embed or rank texts. */
final class KitTexts {
  private KitTexts() {}

  /** The descriptions of those of a kind. */
  static Stream<Path> models(String kind) {
    return Kit.list("models", ".json").stream()
        .filter(file -> Kit.json(file).path("kind").asString("").equals(kind));
  }

  /** The model that a description is of. */
  static Model open(Path description) {
    return open(description.getFileName().toString().replace(".json", ""));
  }

  static Model open(String name) {
    return open(name, ModelOptions.defaults().withThreads(2));
  }

  static Model open(String name, ModelOptions options) {
    return Model.open(GgufSource.of(Kit.path("models/" + name + ".gguf")), options);
  }

  static void assertNear(float[] vector, JsonNode expected, JsonNode golden) {
    float limit = (float) golden.at("/tolerance/max_abs").asDouble();
    assertThat(vector).hasSize(expected.size());
    for (int i = 0; i < vector.length; i++) {
      assertThat(vector[i]).isCloseTo((float) expected.get(i).asDouble(), within(limit));
    }
  }
}
