package io.llamajar.server;

import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Writes what stands around a gap in a text as models want it that were trained to fill gaps: the
 * prefix, the suffix, and then the middle is up to them.
 *
 * <p>Source: Bavarian et al., <i>Efficient training of language models to fill in the middle</i>,
 * 2022; for other files of the same project Hui et al., <i>Qwen2.5-Coder technical report</i>,
 * 2024, section 3.2.
 */
record Infill(Tokenizer tokenizer, int prefix, int suffix, int middle) {
  private static final int MOST_FILES = 1024;

  /** Another file of the project. */
  record Source(String name, String text) {}

  /**
   * For a model that can.
   *
   * @throws ApiException if it was not trained to
   */
  static Infill of(Tokenizer tokenizer) {
    return new Infill(
        tokenizer,
        token(tokenizer, Role.FIM_PREFIX),
        token(tokenizer, Role.FIM_SUFFIX),
        token(tokenizer, Role.FIM_MIDDLE));
  }

  static boolean isKnownTo(Tokenizer tokenizer) {
    return tokenizer.find(Role.FIM_PREFIX).isPresent()
        && tokenizer.find(Role.FIM_SUFFIX).isPresent()
        && tokenizer.find(Role.FIM_MIDDLE).isPresent();
  }

  private static int token(Tokenizer tokenizer, Role role) {
    return tokenizer
        .find(role)
        .orElseThrow(() ->
            new ApiException(
                501,
                "This model cannot fill gaps: its vocabulary has no token %s; choose one that was trained to"
                    .formatted(role)));
  }

  /** The files that a request brings beside the one with the gap. */
  static List<Source> sources(Fields fields) {
    List<Source> sources = new ArrayList<>();
    for (Fields source : fields.objects("input_extra", MOST_FILES)) {
      sources.add(new Source(source.text("filename").orElse("tmp"), source.requiredText("text")));
    }
    return sources;
  }

  /** The tokens of a gap between two texts. */
  int[] prompt(String before, String after) {
    IntStream.Builder tokens = IntStream.builder();
    addGap(before, "", after, tokens);
    return tokens.build().toArray();
  }

  /**
   * The tokens of a gap in a file of a project.
   *
   * @param sources the project's other files
   * @param line what is there already of the line with the gap
   */
  int[] prompt(List<Source> sources, String before, String line, String after) {
    IntStream.Builder tokens = IntStream.builder();
    tokenizer
        .find(Role.FIM_REPOSITORY)
        .ifPresent(repository -> add(repository, "myproject\n", tokens));
    sources.forEach(source -> add(source, tokens));
    tokenizer.find(Role.FIM_FILE).ifPresent(file -> add(file, "filename\n", tokens));
    addGap(before, line, after, tokens);
    return tokens.build().toArray();
  }

  private void add(Source source, IntStream.Builder tokens) {
    OptionalInt file = tokenizer.find(Role.FIM_FILE);
    if (file.isPresent()) {
      add(file.getAsInt(), source.name() + "\n", tokens);
    } else {
      add("\n\n--- snippet ---\n\n", tokens);
    }
    add(source.text(), tokens);
  }

  private void addGap(String before, String line, String after, IntStream.Builder tokens) {
    if (tokenizer.addsBos()) {
      tokenizer.find(Role.BOS).ifPresent(tokens::add);
    }
    add(prefix, before, tokens);
    add(line, tokens);
    add(suffix, after, tokens);
    tokens.add(middle);
  }

  private void add(int token, String text, IntStream.Builder tokens) {
    tokens.add(token);
    add(text, tokens);
  }

  private void add(String text, IntStream.Builder tokens) {
    IntStream.of(tokenizer.encode(text, Specials.NONE)).forEach(tokens::add);
  }
}
