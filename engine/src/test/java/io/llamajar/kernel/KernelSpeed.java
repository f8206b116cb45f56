package io.llamajar.kernel;

import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/**
 * Prints how fast operations are on one thread, by every instruction set that this machine has and
 * by plain Java: those whose name has a given text in it, or all. First come the machine's peaks:
 * what its multiplying instructions do on registers alone, and a plain read of memory.
 */
final class KernelSpeed {
  private static final long WARM_UP = 200_000_000; // nanoseconds
  private static final long ROUND = 10_000_000;
  private static final int ROUNDS = 9;
  private static final int HEAD = 128;
  private static final Set<GgmlType> FLOATS = EnumSet.of(GgmlType.F32, GgmlType.F16, GgmlType.BF16);

  private final Arena arena = Arena.ofAuto();
  private final List<Line> lines = new ArrayList<>();

  /**
   * An operation.
   *
   * @param count how many of {@code unit} it does
   * @param bytes that it reads and writes
   */
  private record Line(String name, long count, String unit, long bytes, Work work) {}

  private interface Work {
    void run(Kernels kernels);
  }

  public static void main(String[] arguments) {
    String part = arguments.length == 0 ? "" : arguments[0];
    Peaks.print();
    KernelSpeed speed = new KernelSpeed();
    for (int columns : new int[] {2048, 8192}) {
      for (int rows : new int[] {1, 512}) {
        speed.addRowOperations(rows, columns);
        speed.addHeadOperations(rows, columns);
        speed.addStores(rows, columns);
      }
    }
    speed.addCombinations();
    for (Quant quant : Quants.all()) {
      if (quant instanceof BlockQuant || FLOATS.contains(quant.type())) {
        speed.addProducts(quant);
      }
    }

    speed.lines.stream().filter(line -> line.name.contains(part)).forEach(KernelSpeed::print);
  }

  private static void print(Line line) {
    System.out.println(line.name);
    for (Kernels kernels : Dispatch.all()) {
      double nanoseconds = time(() -> line.work.run(kernels));
      System.out.printf(
          "  %-12s %10.2f us %8.2f G%s/s %8.1f GB/s%n",
          kernels.name(),
          nanoseconds / 1e3,
          line.count / nanoseconds,
          line.unit,
          line.bytes / nanoseconds);
    }
  }

  /** Nanoseconds of a run, in the best of several rounds: others may use the machine too. */
  static double time(Runnable work) {
    long runs = 0;
    long start = System.nanoTime();
    for (; System.nanoTime() - start < WARM_UP; runs++) {
      work.run();
    }
    long perRound = Math.max(1, runs * ROUND / WARM_UP);
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      start = System.nanoTime();
      for (long run = 0; run < perRound; run++) {
        work.run();
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / perRound);
    }
    return best;
  }

  /** A line for an operation on values that touches so many bytes of each. */
  private void add(String operation, int rows, int columns, double bytesOfValue, Work work) {
    String name = operation + " " + rows + " x " + columns;
    long count = (long) rows * columns;
    lines.add(new Line(name, count, "values", (long) (count * bytesOfValue), work));
  }

  private void addRowOperations(int rows, int columns) {
    Tensor x = tensor(rows, columns, Math::sin);
    Tensor y = tensor(rows, columns, Math::cos);
    Vector vector = new Vector(tensor(1, columns, Math::cos).read(), columns);
    x.quantized().reserve(rows, columns);
    add("quantize", rows, columns, 6, kernels -> kernels.quantize(x, 0, rows));
    add("normalize", rows, columns, 8, k -> k.normalize(x, vector, 1e-6f, y, 0, rows));
    for (Activation activation : Activation.values()) {
      // Values that the operation makes themselves again, so that runs are alike.
      float g = -0.5f;
      Tensor gate = tensor(rows, columns, _ -> g);
      Tensor one = tensor(1, 1, _ -> g);
      new Reference().gate(activation, one, tensor(1, 1, _ -> 1), 0, 1);
      Tensor ups = tensor(rows, columns, _ -> g / one.at(0, 0));
      add(activation.name(), rows, columns, 12, k -> k.gate(activation, gate, ups, 0, rows));
    }
    add("add", rows, columns, 12, kernels -> kernels.add(y, x, 0, rows));
    add("add bias", rows, columns, 8, kernels -> kernels.addBias(y, vector, 0, rows));
    add("scale", rows, columns, 8, kernels -> kernels.scale(x, -1, 0, rows));
  }

  private void addHeadOperations(int rows, int columns) {
    Tensor x = tensor(rows, columns, Math::sin);
    Tensor y = tensor(rows, columns, Math::cos);
    Vector gain = new Vector(tensor(1, HEAD, Math::cos).read(), HEAD);
    add("normalize heads", rows, columns, 8, k -> k.normalize(x, gain, 1e-6f, y, 0, rows));
    int pairs = HEAD / 2;
    Tensor angles = tensor(rows, HEAD, i -> i / pairs % 2 == 0 ? Math.cos(i) : Math.sin(i - pairs));
    for (Pairing pairing : Pairing.values()) {
      String name = "rotate " + pairing;
      add(name, rows, columns, 8, k -> k.rotate(x, angles, HEAD, pairing, 0, rows));
    }
  }

  private void addStores(int rows, int columns) {
    Tensor x = tensor(rows, columns, Math::sin);
    List<KvShape> shapes = List.of(new KvShape(columns / HEAD, HEAD, HEAD));
    for (GgmlType type : new GgmlType[] {GgmlType.F32, GgmlType.F16, GgmlType.Q8_0}) {
      Batch batch = new Batch();
      batch.add(new KvCache(shapes, type, rows), rows, 0);
      double bytes = 2 * (4 + (double) type.blockBytes() / type.blockValues());
      add("store " + type, rows, columns, bytes, k -> k.store(x, x, batch, 0, 0, rows));
    }
  }

  /** All of many rows by one token, which is up to memory; some of them by more. */
  private void addProducts(Quant quant) {
    int columns = 2048;
    int rows = 32768;
    MemorySegment data = arena.allocate(quant.bytes((long) rows * columns), 64);
    data.fill((byte) 0x2c); // a small scale in half precision, whatever the type
    Weights weights = new Weights(quant.type().name(), quant, data, rows, columns);
    for (int tokens : new int[] {1, 4, 16, 512}) {
      int some = tokens == 1 ? rows : 512;
      Tensor x = tensor(tokens, columns, Math::sin);
      x.quantized().reserve(tokens, columns);
      new Reference().quantize(x, 0, tokens);
      x.quantized().nowCurrent();
      Product product = new Product().set(weights, x, new Tensor(arena, tokens, rows));
      String name = "multiply %s %d x %d by %d".formatted(quant.type(), some, columns, tokens);
      long products = (long) some * columns * tokens;
      long bytes = some * weights.rowBytes();
      lines.add(new Line(name, products, "MAC", bytes, k -> k.multiply(product, 0, some)));
    }
  }

  private void addCombinations() {
    int used = 8;
    int columns = 2048;
    for (int tokens : new int[] {1, 512}) {
      Selection selection = new Selection();
      selection.reserve(tokens * used);
      for (int entry = 0; entry < tokens * used; entry++) {
        selection.set(entry, entry % 128, 0.125f);
      }
      selection.group(tokens * used, 128);
      Tensor results = tensor(tokens * used, columns, Math::sin);
      Tensor y = tensor(tokens, columns, Math::cos);
      Routing routing = new Routing(128, used, true, 1);
      String name = "combine " + used + " of";
      add(
          name,
          tokens,
          columns,
          4 + 4 * used,
          k -> k.combine(routing, results, selection, y, 0, tokens));
    }
  }

  private Tensor tensor(int rows, int columns, IntToDoubleFunction value) {
    Tensor tensor = new Tensor(arena, rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.write().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value.applyAsDouble(i));
    }
    return tensor;
  }
}
