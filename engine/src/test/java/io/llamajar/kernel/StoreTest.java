package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys and values go to their heads and positions in the cache's pages, and nowhere else. */
@EveryKernels
class StoreTest {
  private static final int LAYER = 1;

  @AutoClose private final Memory memory;
  private final Kernels kernels;

  StoreTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16"})
  void keepsNumbersOfAllKinds(GgmlType type) {
    for (Numbers numbers : Numbers.values()) {
      for (KvShape shape : List.of(new KvShape(2, 13, 6), new KvShape(1, 64, 128))) {
        stores(type, shape, 0, 5, numbers);
        stores(type, shape, 125, 5, numbers); // into the next page
        stores(type, shape, 127, 1, numbers);
        stores(type, shape, 128, 130, numbers);
      }
    }
  }

  private void stores(GgmlType type, KvShape shape, int length, int tokens, Numbers numbers) {
    List<KvShape> layers = List.of(new KvShape(3, 8, 8), shape);
    try (KvCache cache = memory.cache(layers, type, length + tokens)) {
      cache.advance(length);
      float[] keys = numbers.take(tokens * shape.heads() * shape.keyWidth(), length);
      float[] values = numbers.take(tokens * shape.heads() * shape.valueWidth(), length + 1);
      Tensor k = memory.tensor(tokens, shape.heads() * shape.keyWidth(), keys);
      Tensor v = memory.tensor(tokens, shape.heads() * shape.valueWidth(), values);
      Trial trial =
          new Trial(
              "store %d at %d as %s".formatted(tokens, length, type),
              tokens,
              (from, to) -> kernels.store(k, v, cache, LAYER, from, to));
      trial.reads(k.read(), v.read());
      for (int page = 0; page < length + tokens; page += KvCache.PAGE) {
        new Page(cache, page, shape.heads(), shape.keyWidth())
            .expect(trial, cache.keys(LAYER, page), keys);
        new Page(cache, page, shape.heads(), shape.valueWidth())
            .expect(trial, cache.values(LAYER, page), values);
      }
      trial.run();
    }
  }

  /** The page that begins at position {@code first}: {@code [heads, PAGE, width]}. */
  private record Page(KvCache cache, int first, int heads, int width) {
    void expect(Trial trial, MemorySegment page, float[] rows) {
      int[] expected = new int[heads * KvCache.PAGE * width];
      Arrays.setAll(expected, cell -> token(cell, rows) < 0 ? 0 : bits(cell, rows));
      Cells cells = cache.quant().type() == GgmlType.F32 ? Cells.floats(page) : Cells.halves(page);
      assertThat(cells.count()).isEqualTo(expected.length);
      trial.writes("page", cells, expected, cell -> token(cell, rows));
    }

    /** The row that is kept in a cell; negative if none is. */
    private int token(int cell, float[] rows) {
      int token = first + cell / width % KvCache.PAGE - cache.length();
      return token < rows.length / (heads * width) ? token : -1;
    }

    private int bits(int cell, float[] rows) {
      int head = cell / (width * KvCache.PAGE);
      float value = rows[(token(cell, rows) * heads + head) * width + cell % width];
      return cache.quant().type() == GgmlType.F32
          ? Float.floatToRawIntBits(value)
          : Formulas.half(value);
    }
  }
}
