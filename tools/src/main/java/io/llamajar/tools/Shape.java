package io.llamajar.tools;

import static io.llamajar.tools.Family.GEMMA3;
import static io.llamajar.tools.Family.LLAMA;
import static io.llamajar.tools.Family.QWEN2;
import static io.llamajar.tools.Family.QWEN3;

import io.llamajar.LlamajarException;
import java.util.List;

/**
 * The hyper-parameters of a real model: everything about it but its weights.
 *
 * @param width of the embeddings
 * @param inner width of a feed-forward network, or of one expert
 * @param stretch how many times longer than trained the context was made, as Llama 3.1 does it; 1
 *     if it was not
 * @param experts in a layer; 0 for a plain feed-forward network
 * @param expertsUsed of them for each token
 * @param tied whether the output matrix is that of the embeddings
 */
public record Shape(
    String name,
    Family family,
    int layers,
    int width,
    int inner,
    int heads,
    int kvHeads,
    int headWidth,
    int vocabulary,
    int context,
    int stretch,
    int experts,
    int expertsUsed,
    boolean tied) {

  private static final int MOST_LAYERS = 1000;

  // spotless:off
  private static final List<Shape> ALL = List.of(
    // layers, width, inner, heads of queries and of keys, head width, vocabulary, context,
    // stretch, experts and how many are used, tied
    new Shape("tiny",       LLAMA,   4,  256,   512,  4,  2,  64,   1024,   2048,  1,  0, 0,  true),
    new Shape("tiny-moe",   LLAMA,   4,  256,   256,  4,  2,  64,   1024,   2048,  1, 16, 4,  true),
    new Shape("tiny-qwen2", QWEN2,   4,  256,   512,  4,  2,  64,   1024,   2048,  1,  0, 0,  true),
    new Shape("tiny-qwen3", QWEN3,   4,  256,   512,  4,  2, 128,   1024,   2048,  1,  0, 0,  true),
    new Shape("tiny-gemma", GEMMA3,  6,  256,   512,  2,  1, 256,   1024,   2048,  1,  0, 0,  true),
    new Shape("llama-1b",   LLAMA,  16, 2048,  8192, 32,  8,  64, 128256, 131072, 32,  0, 0,  true),
    new Shape("llama-3b",   LLAMA,  28, 3072,  8192, 24,  8, 128, 128256, 131072, 32,  0, 0,  true),
    new Shape("llama-8b",   LLAMA,  32, 4096, 14336, 32,  8, 128, 128256, 131072,  8,  0, 0, false),
    new Shape("qwen2-0.5b", QWEN2,  24,  896,  4864, 14,  2,  64, 151936,  32768,  1,  0, 0,  true),
    new Shape("qwen3-0.6b", QWEN3,  28, 1024,  3072, 16,  8, 128, 151936,  40960,  1,  0, 0,  true),
    new Shape("qwen3-4b",   QWEN3,  36, 2560,  9728, 32,  8, 128, 151936,  40960,  1,  0, 0,  true),
    new Shape("qwen3-8b",   QWEN3,  36, 4096, 12288, 32,  8, 128, 151936,  40960,  1,  0, 0, false),
    new Shape("gemma3-1b",  GEMMA3, 26, 1152,  6912,  4,  1, 256, 262144,  32768,  1,  0, 0,  true),
    new Shape("moe-64x8",   LLAMA,  16, 2048,  1024, 16, 16, 128,  50304,   4096,  1, 64, 8, false)
  );
  // spotless:on

  /** The shapes that have names, small ones first. */
  public static List<String> names() {
    return ALL.stream().map(Shape::name).toList();
  }

  /**
   * The shape with a name.
   *
   * @throws LlamajarException if there is none
   */
  public static Shape named(String name) {
    return ALL.stream()
        .filter(shape -> shape.name.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> unknown("shape", name, names()));
  }

  /** The same with more layers, or fewer. */
  public Shape withLayers(int newLayers) {
    return resized(newLayers, vocabulary);
  }

  /** The same with another number of tokens. */
  public Shape withVocabulary(int newVocabulary) {
    return resized(layers, newVocabulary);
  }

  private Shape resized(int newLayers, int newVocabulary) {
    if (newLayers < 1 || newLayers > MOST_LAYERS) {
      throw new LlamajarException(
          "The number of layers is %d; give one from 1 to %d".formatted(newLayers, MOST_LAYERS));
    }
    if (newVocabulary < Words.FEWEST || newVocabulary > Words.MOST) {
      throw new LlamajarException(
          "The vocabulary has %d tokens; give %d to %d"
              .formatted(newVocabulary, Words.FEWEST, Words.MOST));
    }
    return new Shape(
        name,
        family,
        newLayers,
        width,
        inner,
        heads,
        kvHeads,
        headWidth,
        newVocabulary,
        context,
        stretch,
        experts,
        expertsUsed,
        tied);
  }

  static LlamajarException unknown(String what, String name, List<String> known) {
    return new LlamajarException(
        "There is no %s '%s'; choose one of %s".formatted(what, name, String.join(", ", known)));
  }
}
