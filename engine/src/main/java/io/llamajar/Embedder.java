package io.llamajar;

import io.llamajar.model.Encoder;
import io.llamajar.model.Summary;
import io.llamajar.tokenizer.Specials;
import java.util.List;
import java.util.Optional;

/**
 * Turns texts into vectors that are near each other where texts mean the same.
 *
 * <pre>{@code
 * List<float[]> vectors = model.embedder().embed(List.of("a cat", "a kitten"));
 * }</pre>
 *
 * <p>Several texts at once are read together, which is faster; each gives the same vector, to the
 * bit, as it gives alone. They take turns with what the model generates. May be used by several
 * threads, as long as its model is open.
 */
public final class Embedder {
  private static final int UNTOLD = -1; // files number poolings from 0 on

  private final Model model;
  private final Pooling pooling;
  private final boolean normalized;
  private volatile boolean cancelled;

  Embedder(Model model, EmbeddingOptions options) {
    this.model = model;
    this.pooling = options.pooling().orElseGet(() -> usual(model));
    this.normalized = options.normalized();
  }

  /** What the file says, or what most models of its kind do. */
  private static Pooling usual(Model model) {
    int told = model.gguf().metadata().integer(model.architecture() + ".pooling_type", UNTOLD);
    return switch (told) {
      case UNTOLD -> model.network() instanceof Encoder ? Pooling.MEAN : Pooling.LAST;
      case 0 -> Pooling.NONE;
      case 1 -> Pooling.MEAN;
      case 2 -> Pooling.CLS;
      case 3 -> Pooling.LAST;
      case 4 ->
          throw new LlamajarException(
              "This model ranks texts by a query and was not made to embed them; use llamajar rerank, or choose a pooling");
      default ->
          throw new LlamajarException(
              "The file's pooling_type %d is not known; choose a pooling yourself".formatted(told));
    };
  }

  /** How the vectors of tokens become one. */
  public Pooling pooling() {
    return pooling;
  }

  /**
   * The vector of a text, with the tokens that the model wants around it.
   *
   * @throws LlamajarException if it is longer than the context, or there is no pooling
   */
  public float[] embed(String text) {
    return embed(List.of(text)).getFirst();
  }

  /**
   * The vectors of texts.
   *
   * @throws LlamajarException if one is longer than the context, or there is no pooling
   */
  public List<float[]> embed(List<String> texts) {
    return embedTokens(texts.stream().map(this::encode).toList());
  }

  /**
   * The vectors of texts that are tokens already, taken as they are.
   *
   * @throws io.llamajar.scheduler.BusyException if too many wait for their turn already
   * @throws LlamajarException if one is empty or longer than the context, a token is out of range,
   *     or there is no pooling
   */
  public List<float[]> embedTokens(List<int[]> texts) {
    if (pooling == Pooling.NONE) {
      throw new LlamajarException(
          "Without pooling a text has a vector for each of its tokens; ask for those, or choose mean, cls or last");
    }
    return read(texts, summary()).stream().map(List::getFirst).toList();
  }

  /**
   * A vector for each token of a text, those included that the model wants around it.
   *
   * @throws LlamajarException if the text is longer than the context
   */
  public List<float[]> embedEachToken(String text) {
    return embedEachToken(List.of(encode(text))).getFirst();
  }

  /**
   * A vector for each token of texts that are tokens already, taken as they are.
   *
   * @throws LlamajarException if one is empty or longer than the context, or a token is out of
   *     range
   */
  public List<List<float[]>> embedEachToken(List<int[]> texts) {
    return read(texts, Optional.empty());
  }

  private int[] encode(String text) {
    return model.tokenizer().encode(text, Specials.ADDED_AND_PARSED);
  }

  /**
   * Gives up what it is reading, and whatever it is asked for later: who waits for that gets a
   * {@link java.util.concurrent.CancellationException}. From any thread.
   */
  public void cancel() {
    cancelled = true;
  }

  private List<List<float[]>> read(List<int[]> texts, Optional<Summary> summary) {
    List<List<float[]>> vectors =
        new WholeTexts(model, summary, model.readout()::vectors).read(texts, () -> cancelled);
    if (normalized) {
      vectors.forEach(rows -> rows.forEach(Embedder::normalize));
    }
    return vectors;
  }

  private Optional<Summary> summary() {
    return switch (pooling) {
      case NONE -> Optional.empty();
      case MEAN -> Optional.of(Summary.MEAN);
      case CLS -> Optional.of(Summary.FIRST);
      case LAST -> Optional.of(Summary.LAST);
    };
  }

  /** Gives it length 1; what has no length stays as it is. */
  private static void normalize(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; length > 0 && i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
  }
}
