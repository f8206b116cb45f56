package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;
import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keys and values on their way to the pages of caches.
 *
 * <pre>
 * for each head of a row:
 *   F32, F16: for each value: kept = value, perhaps as float16
 *   Q8_0: for each 32 values:
 *     scale = max |x| / 127; inverse = 1 / scale; both zero if max |x| &lt; TINY
 *     kept = scale as float16, lanes = round(x * inverse)
 * </pre>
 */
final class Storing {
  /** What the functions are given: where in their {@link Arguments}. */
  static final class Argument {
    static final int VALUES = 0;
    static final int KEPT = 1;

    /** The bytes from where one head is kept to the next. */
    static final int KEPT_BYTES = 2;

    static final int HEADS = 3;

    /** Values of a head. */
    static final int WIDTH = 4;

    private Argument() {}
  }

  private static final Gp VALUES = rsi;
  private static final Gp KEPT = r8;
  private static final Gp HEADS = r9;
  private static final Gp BLOCK = r10;
  private static final Gp BLOCKS = r11;

  private final Map<GgmlType, Routine> routines = new EnumMap<>(GgmlType.class);

  Storing(Isa isa) {
    for (GgmlType type : new GgmlType[] {GgmlType.F32, GgmlType.F16, GgmlType.Q8_0}) {
      routines.put(type, new Routine(isa.label() + "-store-" + type, () -> assemble(isa, type)));
    }
  }

  /** As {@link io.llamajar.kernel.Kernels#store}. */
  void store(
      Tensor keys, Tensor values, Batch batch, int layer, int from, int to, Arguments arguments) {
    KvShape shape = batch.shape(layer);
    for (int row = from; row < to; row++) {
      KvCache cache = batch.cache(batch.sequence(row));
      int position = batch.position(row);
      Place key = new Place(cache, cache.keys(layer, position), position, shape.keyWidth());
      Place value = new Place(cache, cache.values(layer, position), position, shape.valueWidth());
      store(keys, row, shape.heads(), key, arguments);
      store(values, row, shape.heads(), value, arguments);
    }
  }

  /** Where the first head is kept: its entry for a position in a page. */
  private record Place(KvCache cache, MemorySegment page, int position, int width) {
    long offset(int head) {
      return cache.offset(head, position, width);
    }
  }

  private void store(Tensor x, int row, int heads, Place place, Arguments arguments) {
    long columns = (long) heads * place.width;
    long first = place.offset(0);
    long bytes = place.offset(heads - 1) - first + place.cache.quant().bytes(place.width);
    arguments.setFloats(Argument.VALUES, x.read(), row * columns, columns);
    arguments.set(Argument.KEPT, place.page, first, bytes);
    arguments.set(Argument.KEPT_BYTES, place.offset(1) - first);
    arguments.set(Argument.HEADS, heads);
    arguments.set(Argument.WIDTH, place.width);
    Objects.requireNonNull(routines.get(place.cache.quant().type())).call(arguments);
  }

  static byte[] assemble(Isa isa, GgmlType type) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Frame frame = Frame.enter(a);
    a.mov(VALUES, Arguments.at(Argument.VALUES));
    a.mov(KEPT, Arguments.at(Argument.KEPT));
    a.mov(HEADS, Arguments.at(Argument.HEADS));
    Label head = a.here();
    if (type == GgmlType.Q8_0) {
      writeBlocks(code);
    } else {
      writeFloats(code, type == GgmlType.F16);
    }
    a.add(KEPT, Arguments.at(Argument.KEPT_BYTES));
    a.dec(HEADS);
    a.jnz(head);
    frame.leave();
    return a.assemble();
  }

  private static void writeFloats(VectorCode code, boolean halves) {
    Vec x = code.v(0);
    new Values(code)
        .forEach(
            Arguments.at(Argument.WIDTH),
            lot -> {
              lot.load(x, VALUES);
              if (halves) {
                lot.storeHalves(KEPT, x);
              } else {
                lot.store(KEPT, x);
              }
            });
    code.a.mov(rax, Arguments.at(Argument.WIDTH));
    code.a.lea(VALUES, mem(VALUES, rax, Float.BYTES));
  }

  private static void writeBlocks(VectorCode code) {
    Assembler a = code.a;
    Rounding rounding = new Rounding(code);
    Vec scale = xmm(6);
    Vec isMore = xmm(7);
    Vec inverse = code.v(8);
    a.mov(BLOCKS, Arguments.at(Argument.WIDTH));
    a.shr(BLOCKS, 5);
    a.mov(BLOCK, KEPT);
    Label block = a.here();
    rounding.load(VALUES);
    rounding.largest(scale);
    a.vcmpps(isMore, scale, mem(a.floats(128, Quantized.TINY)), VectorCode.AT_LEAST);
    a.vdivps(scale, scale, mem(a.floats(128, 127)));
    a.vandps(scale, scale, isMore);
    a.vmovaps(inverse.bits(128), mem(a.floats(128, 1)));
    a.vdivps(inverse.bits(128), inverse.bits(128), scale);
    a.vandps(inverse.bits(128), inverse.bits(128), isMore);
    a.vbroadcastss(inverse, inverse.bits(128));
    a.vcvtps2ph(scale, scale, VectorCode.NEAREST);
    a.vpextrw(mem(BLOCK), scale, 0);
    rounding.lanes(ymm(7), inverse);
    a.vmovdqu(mem(BLOCK, Short.BYTES), ymm(7));
    a.add(VALUES, Quantized.BLOCK * Float.BYTES);
    a.add(BLOCK, Short.BYTES + Quantized.BLOCK);
    a.dec(BLOCKS);
    a.jnz(block);
  }
}
