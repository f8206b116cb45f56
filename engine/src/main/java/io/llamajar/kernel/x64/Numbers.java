package io.llamajar.kernel.x64;

import io.llamajar.asm.Vec;
import io.llamajar.quant.Bits;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.Codebook;
import io.llamajar.quant.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the code that takes integers out of a block of each row, the rows side by side. */
final class Numbers {
  private final VectorCode code;
  private final Columns columns;
  private final int last; // offset from which 16 bytes can be loaded
  private final int begin; // of the first 16 bytes that are

  Numbers(VectorCode code, BlockQuant quant, Columns columns) {
    this.code = code;
    this.columns = columns;
    this.last = quant.type().blockBytes() - Columns.BYTES;
    this.begin = Codebook.of(quant).isPresent() ? last % 4 : 0; // words are whole in columns
  }

  /** Where bytes of a block are: in a column, above so many bits. */
  record Place(Vec word, int shift) {}

  /** Loads one, two or four bytes at an offset, or finds them loaded. */
  Place place(int offset, int bytes) {
    int base = base(offset, bytes);
    int position = offset - base;
    return new Place(columns.at(base, position / 4), position % 4 * 8);
  }

  /** {@code d = number}; {@code free} may be lost. */
  void write(Whole number, Vec d, Vec free) {
    if (number.signed()) {
      Place place = place(number.parts().getFirst().offset(), Byte.BYTES);
      code.a.vpslld(d, place.word, 24 - place.shift);
      code.a.vpsrad(d, d, 24);
      subtract(number.zero(), d);
    } else {
      write(List.of(number), List.of(d), free);
    }
  }

  /**
   * Unsigned numbers: {@code d[i] = numbers[i]}; {@code free} may be lost. Their low bits come
   * first and then their high bits, for these are often of other columns.
   */
  void write(List<Whole> numbers, List<Vec> d, Vec free) {
    List<List<Field>> fields = numbers.stream().map(this::fields).toList();
    int most = fields.stream().mapToInt(List::size).max().orElse(0);
    for (int f = 0; f < most; f++) {
      for (int i = 0; i < numbers.size(); i++) {
        if (f < fields.get(i).size()) {
          take(fields.get(i).get(f), f == 0, d.get(i), free);
        }
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      subtract(numbers.get(i).zero(), d.get(i));
    }
  }

  private void subtract(int zero, Vec d) {
    if (zero != 0) {
      code.a.vpaddd(d, d, code.ints(-zero));
    }
  }

  /** Some bits of a column that become bits of a number: first shifted right, then masked. */
  private record Field(int base, int column, int right, int mask) {
    private Field with(int mask) {
      return new Field(base, column, right, mask);
    }
  }

  /** A number's parts; those that the same shift takes to their places are one. */
  private List<Field> fields(Whole number) {
    Map<Field, Integer> masks = new LinkedHashMap<>();
    for (Bits bits : number.parts()) {
      int base = base(bits.offset(), Byte.BYTES);
      int position = bits.offset() - base;
      int right = position % 4 * 8 + bits.shift() - bits.left();
      Field field = new Field(base, position / 4, right, 0);
      masks.merge(field, bits.mask() << bits.left(), (a, b) -> a | b);
    }
    return masks.entrySet().stream().map(e -> e.getKey().with(e.getValue())).toList();
  }

  private void take(Field field, boolean first, Vec d, Vec free) {
    Vec word = columns.at(field.base, field.column);
    Vec part = first ? d : free;
    if (field.right > 0) {
      code.a.vpsrld(part, word, field.right);
      word = part;
    } else if (field.right < 0) {
      code.a.vpslld(part, word, -field.right);
      word = part;
    }
    code.a.vpand(part, word, code.ints(field.mask));
    if (!first) {
      code.a.vpor(d, d, part);
    }
  }

  /** Where to load from, so that 16 bytes are in the block and these are in one column. */
  private int base(int offset, int bytes) {
    int beside = offset < begin ? 0 : begin + (offset - begin) / Columns.BYTES * Columns.BYTES;
    int base = Math.min(beside, last);
    while ((offset - base) % 4 + bytes > 4) {
      base--;
    }
    return base;
  }
}
