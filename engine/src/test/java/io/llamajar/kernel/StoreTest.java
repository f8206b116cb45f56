package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;
import static io.llamajar.kernel.Scene.LAYER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Scene.Run;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and values go to their heads and positions in the caches' pages, and nowhere else. */
@EveryKernels
class StoreTest {
  @AutoClose private final Memory memory;
  private final Kernels kernels;

  StoreTest(Kernels kernels, WatchedArena.Around around) {
    this.memory = new Memory(around);
    this.kernels = kernels;
  }

  static Stream<List<Run>> sequences() {
    return Stream.of(
        List.of(new Run(5, 5)),
        List.of(new Run(130, 5)), // into the next page
        List.of(new Run(128, 1)),
        List.of(new Run(258, 130)),
        List.of(new Run(129, 3), new Run(1, 1), new Run(20, 20), new Run(300, 1)));
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void keepsNumbersOfAllKinds(List<Run> runs) {
    for (Numbers numbers : Numbers.values()) {
      for (KvShape shape : List.of(new KvShape(2, 13, 6), new KvShape(1, 64, 128))) {
        stores(runs, shape, GgmlType.F32, numbers);
        stores(runs, shape, GgmlType.F16, numbers);
      }
      stores(runs, new KvShape(2, 32, 96), GgmlType.Q8_0, numbers);
    }
  }

  private void stores(List<Run> runs, KvShape shape, GgmlType type, Numbers numbers) {
    try (Scene scene = new Scene(runs, shape, type)) {
      int rows = scene.rows();
      Tensor k = rows(rows, shape.heads() * shape.keyWidth(), numbers);
      Tensor v = rows(rows, shape.heads() * shape.valueWidth(), numbers);
      Trial trial =
          new Trial(
              "store " + runs + " as " + type,
              rows,
              (from, to) -> kernels.store(k, v, scene.batch, LAYER, from, to));
      trial.reads(k.read(), v.read());
      for (int s = 0; s < runs.size(); s++) {
        KvCache cache = scene.batch.cache(s);
        for (int page = 0; page < runs.get(s).length(); page += KvCache.PAGE) {
          new Page(scene, s, page, shape.keyWidth()).expect(trial, cache.keys(LAYER, page), k);
          new Page(scene, s, page, shape.valueWidth()).expect(trial, cache.values(LAYER, page), v);
        }
      }
      trial.run();
    }
  }

  private Tensor rows(int rows, int columns, Numbers numbers) {
    return memory.tensor(rows, columns, numbers.take(rows * columns, rows + columns));
  }

  /** The page of a sequence that begins at position {@code first}: {@code [heads, PAGE, width]}. */
  private record Page(Scene scene, int sequence, int first, int width) {
    void expect(Trial trial, MemorySegment page, Tensor rows) {
      GgmlType type = scene.batch.cache(sequence).quant().type();
      Cells cells =
          switch (type) {
            case F32 -> Cells.floats(page);
            case F16 -> Cells.halves(page);
            default -> Cells.bytes(page);
          };
      int heads = scene.kv.heads();
      int perHead = cells.count() / (heads * KvCache.PAGE);
      assertThat(cells.count()).isEqualTo(heads * KvCache.PAGE * perHead);
      int[] expected = new int[cells.count()];
      for (int slot = 0; slot < heads * KvCache.PAGE; slot++) {
        int row = row(slot);
        if (row >= 0) {
          int at = row * rows.columns() + slot / KvCache.PAGE * width;
          int[] kept = kept(type, part(rows.read().toArray(JAVA_FLOAT), at, width));
          assertThat(kept).hasSize(perHead);
          System.arraycopy(kept, 0, expected, slot * perHead, perHead);
        }
      }
      trial.writes("page", cells, expected, cell -> row(cell / perHead));
    }

    /** The row that is kept of a head and position; negative if none is. */
    private int row(int slot) {
      Run run = scene.runs.get(sequence);
      int token = first + slot % KvCache.PAGE - (run.length() - run.tokens());
      return token < 0 || token >= run.tokens() ? -1 : scene.batch.start(sequence) + token;
    }

    private static int[] kept(GgmlType type, float[] values) {
      return switch (type) {
        case F32 -> Trial.bits(values);
        case F16 -> {
          int[] halves = new int[values.length];
          Arrays.setAll(halves, i -> Formulas.half(values[i]));
          yield halves;
        }
        default -> {
          ByteBuffer bytes = ByteBuffer.allocate(values.length / 32 * 34);
          bytes.order(ByteOrder.LITTLE_ENDIAN);
          for (int at = 0; at < values.length; at += 32) {
            Formulas.keep(part(values, at, 32), bytes);
          }
          int[] cells = new int[bytes.capacity()];
          Arrays.setAll(cells, bytes::get);
          yield cells;
        }
      };
    }
  }

  /** Ties, and blocks around what is taken for nothing. */
  @Test
  void roundsTiesToTheEvenLane() {
    List<Run> runs = List.of(new Run(3, 3));
    try (Scene scene = new Scene(runs, new KvShape(1, 32, 32), GgmlType.Q8_0)) {
      float[] values = new float[3 * 32];
      for (int i = 0; i < 32; i++) {
        values[i] = i == 7 ? -127 : i - 15.5f;
        values[32 + i] = i == 9 ? Quantized.TINY : Math.scalb(i, -140);
        values[64 + i] = i == 9 ? Math.nextDown(Quantized.TINY) : Math.scalb(i, -140);
      }
      Tensor x = memory.tensor(3, 32, values);
      Trial trial =
          new Trial("ties", 3, (from, to) -> kernels.store(x, x, scene.batch, LAYER, from, to));
      new Page(scene, 0, 0, 32).expect(trial, scene.batch.cache(0).keys(LAYER, 0), x);
      new Page(scene, 0, 0, 32).expect(trial, scene.batch.cache(0).values(LAYER, 0), x);
      trial.run();
    }
  }
}
