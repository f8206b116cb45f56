package io.llamajar.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Tensors, vectors and weights: memory with a shape. */
class TensorTest {
  @AutoClose private final Arena arena = Arena.ofConfined();

  @Test
  void rowsLieOneAfterAnother() {
    Tensor tensor = new Tensor(arena, 3, 5);
    tensor.write().setAtIndex(JAVA_FLOAT, 2 * 5 + 4, 1.5f);
    assertThat(tensor.at(2, 4)).isEqualTo(1.5f);
    assertThat(tensor.read().byteSize()).isEqualTo(60);
    assertThat(tensor.read().address() % 64).as("alignment").isZero();
  }

  @Test
  void hasRoomForItsIntegers() {
    Quantized quantized = new Tensor(arena, 3, 64).quantized();
    quantized.reserve(3, 64);
    assertThat(quantized.blocks().byteSize()).as("a line per 32 values").isEqualTo(3 * 2 * 64);
    assertThat(quantized.blocks().address() % 64).as("alignment").isZero();
  }

  @Test
  void linesHaveASumOfEachHalfAndOfAll() {
    assertThat(Quantized.sumOf(16, 64)).isZero();
    assertThat(Quantized.sumOf(16, 80)).isEqualTo(4);
    assertThat(Quantized.sumOf(32, 64)).isEqualTo(8);
  }

  @Test
  void readingKeepsTheQuantizedFormAndWritingForgetsIt() {
    Tensor tensor = new Tensor(arena, 1, 32);
    tensor.quantized().reserve(1, 32);
    assertThat(tensor.quantized().isCurrent()).isFalse();
    tensor.quantized().nowCurrent();
    assertThat(tensor.read()).isNotNull();
    assertThat(tensor.at(0, 0)).isZero();
    assertThat(tensor.quantized().isCurrent()).isTrue();
    assertThat(tensor.write()).isNotNull();
    assertThat(tensor.quantized().isCurrent()).isFalse();
  }

  @Test
  void aVectorIsExactlyItsValues() {
    MemorySegment floats = arena.allocate(12, 4);
    assertThat(new Vector(floats, 3).size()).isEqualTo(3);
    assertThatThrownBy(() -> new Vector(floats, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Vector(floats, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsAreExactlyTheirRows() {
    Quant quant = Quants.find(GgmlType.Q8_0).orElseThrow();
    MemorySegment data = arena.allocate(6 * 34);
    Weights weights = new Weights("w", quant, data, 3, 64);
    assertThat(weights.rowBytes()).isEqualTo(68);
    assertThat(weights.rowOffset(2)).isEqualTo(136);
    assertThatThrownBy(() -> new Weights("w", quant, data, 4, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("w: 204 bytes are not 4 x 64");
    assertThatThrownBy(() -> new Weights("w", quant, data, 6, 33))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSliceOfWeightsIsTheSameMemory() {
    Quant quant = Quants.find(GgmlType.F32).orElseThrow();
    MemorySegment data = arena.allocate(5 * 3 * 4, 4);
    data.setAtIndex(JAVA_FLOAT, 2 * 3, 7);
    Weights slice = new Weights("experts", quant, data, 5, 3).slice(2, 2);
    assertThat(slice.rows()).isEqualTo(2);
    assertThat(slice.columns()).isEqualTo(3);
    assertThat(slice.data().address()).isEqualTo(data.address() + 2 * 3 * 4);
    assertThat(slice.data().getAtIndex(JAVA_FLOAT, 0)).isEqualTo(7);
  }
}
