package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.rsi;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.CpuFeatures;
import io.llamajar.asm.Frame;
import io.llamajar.kernel.Exp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExponentialTest {
  private static final int ROW = 1 << 16;

  static Stream<Isa> instructionSets() {
    return Arrays.stream(Isa.values())
        .filter(isa -> CpuFeatures.host().features().containsAll(isa.needs()));
  }

  /** All float32 with {@code -Dexp.step=1} (some twenty seconds each); every 61st otherwise. */
  @ParameterizedTest
  @MethodSource("instructionSets")
  void givesTheBitsThatPlainJavaGives(Isa isa) {
    int step = Integer.getInteger("exp.step", 61);
    Routine routine = new Routine(isa.label() + "-exp", () -> assemble(isa));
    Arguments arguments = new Arguments();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment row = arena.allocate(JAVA_FLOAT, ROW);
      long bits = Integer.MIN_VALUE;
      while (bits <= Integer.MAX_VALUE) {
        long first = bits;
        for (int i = 0; i < ROW; i++, bits += step) {
          row.setAtIndex(JAVA_FLOAT, i, Float.intBitsToFloat((int) bits)); // wraps at the end
        }
        routine.call(arguments.setFloats(0, row, 0, ROW).set(1, ROW));
        for (int i = 0; i < ROW; i++) {
          float x = Float.intBitsToFloat((int) (first + (long) i * step));
          int expected = Float.floatToIntBits(Exp.exp(x));
          int actual = Float.floatToIntBits(row.getAtIndex(JAVA_FLOAT, i));
          if (actual != expected) {
            assertThat(Float.intBitsToFloat(actual)).as("exp(%s)", x).isEqualTo(Exp.exp(x));
          }
        }
      }
    }
  }

  /** Replaces so many values by their exponentials. */
  private static byte[] assemble(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Exponential exponential = new Exponential(code, code.vectors(1, Exponential.FREE));
    Frame frame = Frame.enter(a);
    a.mov(rsi, Arguments.at(0));
    new Values(code)
        .forEach(
            Arguments.at(1),
            lot -> {
              lot.load(code.v(0), rsi);
              exponential.of(code.v(0));
              lot.store(rsi, code.v(0));
            });
    frame.leave();
    return a.assemble();
  }
}
