package io.llamajar.kernel;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;

/**
 * The arithmetic of every operation, for a range {@code [from, to)} of its work.
 *
 * <p>Ranges are independent: threads may take them in any number and order. What each method gives
 * is defined, to the bit, by {@link Reference}; every other implementation must equal it. Shapes
 * are checked before a kernel is called.
 */
public interface Kernels {
  /** The most tokens that an item of {@link #attend} is for. */
  int TILE = Batch.TILE;

  /** The name by which people choose it. */
  String name();

  /**
   * Decodes rows of an embedding table.
   *
   * @param tokens the row of {@code table} for each row of {@code y}
   * @param y receives {@code [tokens, columns]}
   * @param from the first row of {@code y}
   */
  void embed(Weights table, int[] tokens, Tensor y, int from, int to);

  /** Quantises rows of {@code x} into {@code x.quantized()}, which has room for them. */
  void quantize(Tensor x, int from, int to);

  /**
   * Multiplies weights with the product's rows: {@code y[yRow + t, r] = sum over k of w[r, k] *
   * x[xRow + t, k]}.
   *
   * @param product whose {@code x} was quantised beforehand if the weights are in blocks
   * @param from the first row of the weights
   */
  void multiply(Product product, int from, int to);

  /**
   * Subtracts the mean of each run of {@code size} values from them: what makes a layer norm of a
   * root-mean-square one.
   *
   * @param x {@code [rows, n * size]}
   * @param y receives the same shape; may be {@code x}
   * @param from the first row
   */
  void center(Tensor x, int size, Tensor y, int from, int to);

  /**
   * Root-mean-square normalisation of each run of {@code gain.size} values.
   *
   * @param x {@code [rows, n * gain.size]}
   * @param y receives the same shape; may be {@code x}
   * @param from the first row
   */
  void normalize(Tensor x, Vector gain, float epsilon, Tensor y, int from, int to);

  /**
   * Turns pairs of values by the angles of their row: rotary position embedding.
   *
   * @param x {@code [rows, heads * headWidth]}, changed in place
   * @param angles {@code [rows, 2 * pairs]}: the cosines of a row, then its sines
   * @param headWidth values in a head; those beyond {@code 2 * pairs} stay as they are
   * @param from the first row
   */
  void rotate(Tensor x, Tensor angles, int headWidth, Pairing pairing, int from, int to);

  /**
   * Writes rows of keys and values to the caches of their sequences, each to its position.
   *
   * @param keys {@code [batch.rows, heads * keyWidth]}
   * @param values {@code [batch.rows, heads * valueWidth]}
   * @param from the first row
   */
  void store(Tensor keys, Tensor values, Batch batch, int layer, int from, int to);

  /**
   * Attends: each query head over the positions of its sequence that its token sees.
   *
   * <p>What reads the same keys and values is one item: the tokens of a tile and the query heads
   * that share a key-value head.
   *
   * @param queries {@code [batch.rows, heads * keyWidth]}; all that they see is stored already
   * @param y receives {@code [batch.rows, heads * valueWidth]}
   * @param from the first item: item {@code tile * kvHeads + h} is, for the rows of a tile, those
   *     query heads that share the key-value head {@code h}: {@code heads / kvHeads} from {@code h
   *     * heads / kvHeads} on
   */
  void attend(AttentionShape shape, Tensor queries, Batch batch, Tensor y, int from, int to);

  /**
   * Attends to each page of positions by itself, where items are fewer than threads: each page that
   * an item of {@link #attend} sees becomes one. {@link #mergePages} gives the results.
   *
   * @param parts receives {@code [batch.rows * heads, batch.pages * (2 + valueWidth)]}: of each
   *     page that a query sees its largest score, the sum of its weights and the weighed values
   * @param from the first item: {@code i * batch.pages + page} is a page of {@link #attend}'s i
   */
  void attendPages(
      AttentionShape shape, Tensor queries, Batch batch, Tensor parts, int from, int to);

  /**
   * Merges what {@link #attendPages} has of the pages that each query sees.
   *
   * @param y receives {@code [batch.rows, heads * valueWidth]}: what {@link #attend} gives
   * @param from the first query, of {@code batch.rows * heads}
   */
  void mergePages(AttentionShape shape, Batch batch, Tensor parts, Tensor y, int from, int to);

  /**
   * Gates: {@code gate = activation(gate) * up}.
   *
   * @param gate {@code [rows, columns]}, changed in place
   * @param up the same shape
   * @param from the first row
   */
  void gate(Activation activation, Tensor gate, Tensor up, int from, int to);

  /**
   * Activates: {@code x = activation(x)}.
   *
   * @param x {@code [rows, columns]}, changed in place
   * @param from the first row
   */
  void activate(Activation activation, Tensor x, int from, int to);

  /**
   * Chooses experts.
   *
   * @param logits {@code [tokens, experts]}
   * @param selection receives {@code [tokens, used]}
   * @param from the first token
   */
  void route(Routing routing, Tensor logits, Selection selection, int from, int to);

  /**
   * Sums the results of each token's experts by their weights.
   *
   * @param results {@code [tokens * used, columns]}: that of an entry is in {@code
   *     selection.row(entry)}
   * @param y receives {@code [tokens, columns]}
   * @param from the first token
   */
  void combine(Routing routing, Tensor results, Selection selection, Tensor y, int from, int to);

  /** Adds {@code delta} to {@code x}, both {@code [rows, columns]}. */
  void add(Tensor x, Tensor delta, int from, int to);

  /** Adds a bias to each row of {@code x}: {@code [rows, bias.size]}. */
  void addBias(Tensor x, Vector bias, int from, int to);

  /** Multiplies rows of {@code x} with a number. */
  void scale(Tensor x, float factor, int from, int to);

  /**
   * Keeps values softly between {@code -cap} and {@code cap}: {@code x = cap * tanh(x / cap)}.
   *
   * @param x {@code [rows, columns]}, changed in place
   * @param cap more than zero
   * @param from the first row
   */
  void cap(Tensor x, float cap, int from, int to);

  /** The operations of layers that keep a state. */
  Recurrences recurrences();

  /** What few models need: by plain Java, until somebody waits for it. */
  default Specials specials() {
    return ReferenceSpecials.INSTANCE;
  }
}
