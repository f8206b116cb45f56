package io.llamajar.quant;

import java.util.List;

/**
 * Four lanes each from a part of their own: lanes {@code 4 c} to {@code 4 c + 3} are the first four
 * lanes of part {@code c}.
 *
 * @param parts four
 */
public record Fours(List<BytePerLane> parts) implements Part {
  static Fours of(BytePerLane first, BytePerLane second, BytePerLane third, BytePerLane fourth) {
    return new Fours(List.of(first, second, third, fourth));
  }
}
