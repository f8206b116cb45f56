package io.llamajar;

import io.llamajar.model.Classifier;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says how well documents answer a query.
 *
 * <p>Several documents at once are read together, which is faster; each gets the same score, to the
 * bit, as it gets alone. They take turns with what the model generates. May be used by several
 * threads, as long as its model is open.
 */
public final class Reranker {
  private static final String TEMPLATE = "tokenizer.chat_template.rerank";
  private static final Pattern PLACE = Pattern.compile("\\{(query|document)}");

  private final Model model;
  private final Classifier classifier;
  private final Optional<String> template;
  private volatile boolean cancelled;

  Reranker(Model model) {
    this.model = model;
    this.classifier =
        model
            .readout()
            .classifier()
            .orElseThrow(() ->
                new LlamajarException(
                    "This model has no head that ranks texts (cls.output.weight); choose a reranker"));
    this.template = model.gguf().metadata().findText(TEMPLATE);
  }

  /**
   * How likely each document is to answer a query, from 0 to 1.
   *
   * @throws LlamajarException if a document is longer than the context, together with the query
   */
  public float[] scores(String query, List<String> documents) {
    return scores(documents.stream().map(d -> pair(query, d)).toList());
  }

  /**
   * The same of {@linkplain #pair pairs}.
   *
   * @throws io.llamajar.scheduler.BusyException if too many wait for their turn already
   * @throws LlamajarException if one is longer than the context
   */
  public float[] scores(List<int[]> pairs) {
    float[] scores = firstLabels(pairs);
    for (int i = 0; i < scores.length && !classifier.alternatives(); i++) {
      scores[i] = (float) (1 / (1 + StrictMath.exp(-scores[i])));
    }
    return scores;
  }

  /**
   * Gives up what it is reading, and whatever it is asked for later: who waits for that gets a
   * {@link java.util.concurrent.CancellationException}. From any thread.
   */
  public void cancel() {
    cancelled = true;
  }

  /**
   * What the model's head says itself of pairs, for its first label: the likelihood, if its labels
   * are alternatives; otherwise any number, the {@linkplain #scores score} being its sigmoid.
   *
   * @throws LlamajarException if one is longer than the context
   */
  public float[] firstLabels(List<int[]> pairs) {
    List<float[]> labels = labels(pairs);
    float[] first = new float[labels.size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = labels.get(i)[0];
    }
    return first;
  }

  /** What the head says of pairs: a number for each label. */
  List<float[]> labels(List<int[]> pairs) {
    return new WholeTexts(model, Optional.of(classifier.source()), classifier::scores)
        .read(pairs, () -> cancelled).stream().map(List::getFirst).toList();
  }

  /** The tokens of a query and a document: as the file's template has them, or one by one. */
  public int[] pair(String query, String document) {
    if (template.isPresent()) {
      String text =
          PLACE
              .matcher(template.get())
              .replaceAll(place ->
                  Matcher.quoteReplacement(place.group(1).equals("query") ? query : document));
      return model.tokenizer().encode(text, Specials.PARSED);
    }
    return pair(model.tokenizer(), query, document);
  }

  /** What a vocabulary has no token for is left out. */
  private static int[] pair(Tokenizer tokenizer, String query, String document) {
    return Stream.of(
            tokenizer.find(Role.BOS).stream(),
            Arrays.stream(tokenizer.encode(query, Specials.NONE)),
            tokenizer.find(Role.EOS).stream(),
            tokenizer.find(Role.SEPARATOR).stream(),
            Arrays.stream(tokenizer.encode(document, Specials.NONE)),
            tokenizer.find(Role.EOS).stream())
        .flatMapToInt(part -> part)
        .toArray();
  }
}
