package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** THE TABLE of steps that a chain may have, in their usual order, by llama.cpp's names. */
public enum SamplingStep {
  // spotless:off
  PENALTIES(
      'e',
      "penalties",
      s -> s.repetition().acts(),
      (s, means) -> new Penalties(s.repetition(), means.vocabularySize())),
  DRY(
      'd',
      "dry",
      s -> s.dry().acts(),
      (s, means) -> new RepeatedSequences(s.dry(), means.breakers(), means.vocabularySize())),
  TOP_N_SIGMA(
      's',
      "top_n_sigma",
      s -> s.cuts().topNSigma() > 0,
      (s, means) -> new TopNSigma(s.cuts().topNSigma())),
  TOP_K('k', "top_k", s -> s.cuts().topK() > 0, (s, means) -> new TopK(s.cuts().topK())),
  TYPICAL_P(
      'y',
      "typ_p",
      s -> s.cuts().typicalP() < 1,
      (s, means) -> new Typical(s.cuts().typicalP(), s.cuts().minKeep())),
  TOP_P(
      'p',
      "top_p",
      s -> s.cuts().topP() < 1,
      (s, means) -> new TopP(s.cuts().topP(), s.cuts().minKeep())),
  MIN_P(
      'm',
      "min_p",
      s -> s.cuts().minP() > 0,
      (s, means) -> new MinP(s.cuts().minP(), s.cuts().minKeep())),
  XTC(
      'x',
      "xtc",
      s -> s.xtc().acts(),
      (s, means) -> new TopChoices(s.xtc(), s.cuts().minKeep(), means.random())),
  TEMPERATURE('t', "temperature", s -> s.warmth().acts(), (s, means) -> Temperature.of(s.warmth())),
  /** Whatever its place, it comes last. */
  ADAPTIVE_P(
      'a',
      "adaptive_p",
      s -> s.adaptive().target() >= 0,
      (s, means) -> new AdaptiveP(s.adaptive(), means.vocabularySize()));
  // spotless:on

  private static final List<SamplingStep> USUAL = List.of(values());

  private final char letter;
  private final String label;
  private final Predicate<Sampling> acts;
  private final BiFunction<Sampling, SamplerChain.Means, Sampler> maker;

  SamplingStep(
      char letter,
      String label,
      Predicate<Sampling> acts,
      BiFunction<Sampling, SamplerChain.Means, Sampler> maker) {
    this.letter = letter;
    this.label = label;
    this.acts = acts;
    this.maker = maker;
  }

  /** All of them, in llama.cpp's order. */
  public static List<SamplingStep> usual() {
    return USUAL;
  }

  /**
   * Steps by their names, also with hyphens or with nothing in place of underscores.
   *
   * @throws LlamajarException if there is no step of a name, or one is named twice
   */
  public static List<SamplingStep> named(List<String> names) {
    return checked(names.stream().map(SamplingStep::named).toList());
  }

  private static SamplingStep named(String name) {
    String plain = plain(name);
    String known =
        switch (plain) {
          case "temp" -> "temperature";
          case "nucleus" -> "topp";
          case "typ", "typical", "typicalp" -> "typp";
          default -> plain;
        };
    return USUAL.stream()
        .filter(step -> plain(step.label).equals(known))
        .findFirst()
        .orElseThrow(() -> unknown("\"" + name + "\"", names(USUAL)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  /**
   * Steps by their letters, "kpt" say.
   *
   * @throws LlamajarException if there is no step of a letter, or one is named twice
   */
  public static List<SamplingStep> lettered(String letters) {
    return checked(letters.chars().mapToObj(SamplingStep::lettered).toList());
  }

  private static SamplingStep lettered(int letter) {
    return USUAL.stream()
        .filter(step -> step.letter == letter)
        .findFirst()
        .orElseThrow(() -> unknown("'" + Character.toString(letter) + "'", letters(USUAL)));
  }

  private static LlamajarException unknown(String what, String known) {
    return new LlamajarException(
        "There is no sampler %s; give some of these: %s".formatted(what, known));
  }

  /** The names of steps, with semicolons between. */
  public static String names(List<SamplingStep> steps) {
    return steps.stream().map(SamplingStep::label).collect(Collectors.joining(";"));
  }

  /** The letters of steps. */
  public static String letters(List<SamplingStep> steps) {
    return steps.stream().map(step -> String.valueOf(step.letter)).collect(Collectors.joining());
  }

  /** Its name in llama.cpp. */
  public String label() {
    return label;
  }

  /** Each at most once, and what has to come last in its place. */
  static List<SamplingStep> checked(List<SamplingStep> steps) {
    EnumSet<SamplingStep> seen = EnumSet.noneOf(SamplingStep.class);
    for (SamplingStep step : steps) {
      if (!seen.add(step)) {
        throw new LlamajarException(
            "The sampler %s is there twice; name each at most once".formatted(step.label));
      }
    }
    return steps.stream().sorted(Comparator.comparing(step -> step == ADAPTIVE_P)).toList();
  }

  /** What does it; nothing if its settings switch it off. */
  Optional<Sampler> sampler(Sampling sampling, SamplerChain.Means means) {
    return acts.test(sampling) ? Optional.of(maker.apply(sampling, means)) : Optional.empty();
  }
}
