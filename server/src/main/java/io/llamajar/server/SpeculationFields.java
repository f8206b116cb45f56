package io.llamajar.server;

import io.llamajar.speculation.Speculation;
import io.llamajar.speculation.Speculation.Guesser;
import java.util.Set;

/** How the next tokens of a text are guessed, by llama.cpp's fields; the text is the same. */
final class SpeculationFields {
  private static final String TYPE = "speculative.type";

  private SpeculationFields() {}

  /** What a request says; what it does not is as the model was opened with. */
  static Speculation read(Fields fields, Speculation otherwise) {
    int most = Speculation.MOST;
    return new Speculation(
        fields.text(TYPE).map(SpeculationFields::guessers).orElse(otherwise.guessers()),
        fields.integer("speculative.n_max", 0, most).orElse(otherwise.most()),
        fields.integer("speculative.n_min", 0, most).orElse(otherwise.least()),
        fields.number("speculative.p_min", 0, 1).orElse(otherwise.probability()),
        fields
            .integer("speculative.ngram_size_n", 1, Speculation.LONGEST_NGRAM)
            .orElse(otherwise.ngram()));
  }

  private static Set<Guesser> guessers(String types) {
    return Speculation.guessers(types)
        .orElseThrow(
            () -> Fields.wrong(TYPE, types, "\"none\", \"ngram-simple\" or \"draft-simple\""));
  }

  /** As replies tell them. */
  static String types(Speculation speculation) {
    return speculation.guessers().isEmpty()
        ? "none"
        : String.join(",", speculation.guessers().stream().map(Guesser::type).sorted().toList());
  }
}
