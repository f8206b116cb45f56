package io.llamajar.tools;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be measured of a model.
 *
 * @param prompts lengths of prompts to be read; 0 is left out
 * @param generations numbers of tokens to be generated; 0 is left out
 * @param depth tokens that are in the context before each of them
 * @param sequences that do so at once
 * @param repetitions of each, after one that does not count
 */
public record BenchPlan(
    List<Integer> prompts, List<Integer> generations, int depth, int sequences, int repetitions) {
  private static final int MOST_TOKENS = 1 << 24;

  public BenchPlan {
    prompts = List.copyOf(prompts);
    generations = List.copyOf(generations);
    Stream.of(prompts, generations)
        .flatMap(List::stream)
        .forEach(tokens -> check("number of tokens", tokens, 0));
    check("depth", depth, 0);
    check("number of sequences", sequences, 1);
    check("number of repetitions", repetitions, 1);
  }

  private static void check(String what, int value, int least) {
    if (value < least || value > MOST_TOKENS) {
      throw new LlamajarException(
          "The %s is %d; give one from %d to %d".formatted(what, value, least, MOST_TOKENS));
    }
  }

  /** Everything to be timed, in order. */
  List<Work> works() {
    return Stream.concat(
            prompts.stream().map(tokens -> work(Work.Kind.PROMPT, tokens)),
            generations.stream().map(tokens -> work(Work.Kind.GENERATION, tokens)))
        .filter(work -> work.tokens() > 0)
        .toList();
  }

  private Work work(Work.Kind kind, int tokens) {
    return new Work(kind, tokens, depth, sequences);
  }

  /** The most tokens that a sequence comes to hold. */
  public int context() {
    return depth + works().stream().mapToInt(Work::tokens).max().orElse(0) + 1;
  }
}
