package io.llamajar.quant;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class QuantsTest {
  static Stream<JsonNode> blocksOfSupportedTypes() {
    return Kit.json(Kit.path("quants/blocks/index.json"))
        .valueStream()
        .filter(entry -> find(entry).length > 0);
  }

  private static Quant[] find(JsonNode entry) {
    return Arrays.stream(GgmlType.values())
        .filter(type -> type.id() == entry.get("ggml_type_id").asInt())
        .flatMap(type -> Quants.find(type).stream())
        .toArray(Quant[]::new);
  }

  @ParameterizedTest
  @MethodSource("blocksOfSupportedTypes")
  void decodesEveryBlockToTheBitsThatGgmlDecodesItTo(JsonNode entry) {
    Quant quant = find(entry)[0];
    byte[] blocks = Kit.bytes(Kit.path("quants/blocks/" + entry.get("blocks").asString()));
    float[] expected = Kit.floats(Kit.path("quants/blocks/" + entry.get("values").asString()));
    int columns = entry.get("cols").asInt();
    int rows = expected.length / columns;

    float[] actual = new float[expected.length];
    float[] row = new float[columns];
    for (int r = 0; r < rows; r++) {
      quant.decode(MemorySegment.ofArray(blocks), r * quant.bytes(columns), row, columns);
      System.arraycopy(row, 0, actual, r * columns, columns);
    }

    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.floatToIntBits(actual[i]))
          .as("%s value %d: %s, expected %s", quant.type(), i, actual[i], expected[i])
          .isEqualTo(Float.floatToIntBits(expected[i]));
    }
  }
}
