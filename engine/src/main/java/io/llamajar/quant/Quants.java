package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** THE TABLE of quantisations: every type that Llamajar can compute with. */
public final class Quants {
  private static final Map<GgmlType, Quant> TABLE = new EnumMap<>(GgmlType.class);

  static {
    add(new F32());
    add(new F16());
    add(new BF16());
    add(new Q4_0());
    add(new Q4_1());
    add(new Q5_0());
    add(new Q5_1());
    add(new Q8_0());
    add(new Q2_K());
    add(new Q3_K());
    add(new Q4_K());
    add(new Q5_K());
    add(new Q6_K());
    add(new IQ2_XXS());
    add(new IQ2_XS());
    add(new IQ3_XXS());
    add(new IQ1_S());
    add(new IQ4_NL());
    add(new IQ3_S());
    add(new IQ2_S());
    add(new IQ4_XS());
    add(new I8());
    add(new I16());
    add(new I32());
    add(new I64());
    add(new F64());
    add(new IQ1_M());
    add(new TQ1_0());
    add(new TQ2_0());
    add(new MXFP4());
    add(new NVFP4());
    add(new Q1_0());
    add(new Q2_0());
  }

  private Quants() {}

  private static void add(Quant quant) {
    TABLE.put(quant.type(), quant);
  }

  /** What the bytes of a type mean, if we know. */
  public static Optional<Quant> find(GgmlType type) {
    return Optional.ofNullable(TABLE.get(type));
  }

  /** All of them, in the order of their numbers in GGUF files. */
  public static Collection<Quant> all() {
    return TABLE.values();
  }
}
