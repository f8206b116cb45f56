package io.llamajar.quant;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  @Test
  void decodesNumbersOfOtherSizesToTheNearestFloat() {
    assertThat(decode(GgmlType.I8, ByteBuffer::put, (byte) -128)).isEqualTo(-128f);
    assertThat(decode(GgmlType.I16, ByteBuffer::putShort, (short) -32768)).isEqualTo(-32768f);
    assertThat(decode(GgmlType.I32, ByteBuffer::putInt, 0x1000003)).isEqualTo(0x1000004p0f);
    assertThat(decode(GgmlType.I64, ByteBuffer::putLong, Long.MIN_VALUE)).isEqualTo(-0x1p63f);
    assertThat(decode(GgmlType.F64, ByteBuffer::putDouble, 0.1)).isEqualTo(0.1f);
    assertThat(decode(GgmlType.F64, ByteBuffer::putDouble, 1e300)).isInfinite();
  }

  /** The second of two values, of which the first has other bits. */
  private static <N> float decode(GgmlType type, BiConsumer<ByteBuffer, N> put, N value) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
    put.accept(bytes.position(type.blockBytes()), value);
    float[] values = new float[2];
    Quants.find(type).orElseThrow().decode(MemorySegment.ofArray(bytes.array()), 0, values, 2);
    assertThat(values[0]).isZero();
    return values[1];
  }
}
