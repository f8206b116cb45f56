package io.llamajar.tools;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which type each tensor of a model has, as llama.cpp's quantiser decides it.
 *
 * <p>Source of the rules: {@code llama-quant.cpp}. Matrices have the mix's own type, but for the
 * output matrix (or the embeddings, if they are that too) 6 bits, and in the mixes called M 6 bits
 * for values and down-projections in some layers. A type whose blocks do not fit a row gives way to
 * one with blocks of 32.
 */
public final class Mix {
  private static final List<Mix> ALL =
      Stream.concat(
              Fillers.types().stream().map(type -> new Mix(type.name(), type)),
              Stream.of(new Mix("Q4_K_M", GgmlType.Q4_K), new Mix("Q5_K_M", GgmlType.Q5_K)))
          .toList();

  private final String name;
  private final GgmlType type;

  private Mix(String name, GgmlType type) {
    this.name = name;
    this.type = type;
  }

  /** The mixes that have names. */
  public static List<String> names() {
    return ALL.stream().map(Mix::name).toList();
  }

  /**
   * The mix with a name.
   *
   * @throws LlamajarException if there is none
   */
  public static Mix named(String name) {
    return ALL.stream()
        .filter(mix -> mix.name.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> Shape.unknown("quantisation", name, names()));
  }

  public String name() {
    return name;
  }

  GgmlType type(Blueprint.Tensor tensor, Shape shape) {
    return switch (tensor.part()) {
      case NORM, BIAS, ROUTER, ROPE_FACTORS -> GgmlType.F32;
      case EMBEDDING -> fitting(shape.tied() ? output() : type, tensor.columns());
      case OUTPUT -> fitting(output(), tensor.columns());
      case VALUE, DOWN ->
          fitting(
              hasMore() && isFiner(tensor.layer(), shape.layers()) ? GgmlType.Q6_K : type,
              tensor.columns());
      case MATRIX -> fitting(type, tensor.columns());
    };
  }

  private boolean hasMore() {
    return !name.equals(type.name());
  }

  private GgmlType output() {
    return switch (type) {
      case F32, F16, BF16, Q8_0 -> type;
      default -> GgmlType.Q6_K;
    };
  }

  /** The first and last eighth of the layers, and every third between. */
  static boolean isFiner(int layer, int layers) {
    int eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
  }

  private static GgmlType fitting(GgmlType type, long columns) {
    if (columns % type.blockValues() == 0) {
      return type;
    }
    return switch (type) {
      case Q4_K -> GgmlType.Q5_0;
      case Q5_K -> GgmlType.Q5_1;
      case Q6_K -> GgmlType.Q8_0;
      case TQ1_0, TQ2_0 -> GgmlType.Q4_0;
      case Q2_K, Q3_K, IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS ->
          GgmlType.IQ4_NL;
      default -> throw new IllegalArgumentException(type + " does not fit " + columns);
    };
  }
}
