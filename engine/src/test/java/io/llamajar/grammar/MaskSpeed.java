package io.llamajar.grammar;

import io.llamajar.sampling.Candidates;
import io.llamajar.sampling.SamplerChain;
import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Measures what masking costs: {@code main} with the name of a vocabulary of the kit. */
final class MaskSpeed {
  private static final String TEXT =
      """
      {"name": "Ada Lovelace", "born": 1815, "works": [{"title": "Notes on the \\"Analytical\\" Engine",
      "pages": 65.5, "tags": ["mathematics", "machines", {"deep": [[[[1, 2], [3]]], {}]}]}], "alive": false,
      "children": [{"name": "Byron", "born": 1836}, {"name": "Anne", "born": 1837}, {"name": "Ralph", "born": 1839}]}\
      """
          .replace("\n", " ");

  private MaskSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("masks");
    Tokenizer tokenizer = Vocabularies.open(arguments[0], folder);
    int size = tokenizer.vocabularySize();
    tokenizer.bytes(0);
    long start = now();
    TokenTrie trie = new TokenTrie(tokenizer, size);
    System.out.printf("trie of %d tokens: %.0f ms%n", size, (now() - start) / 1e6);
    int[] tokens = tokenizer.encode(TEXT, Specials.NONE);
    System.out.printf("%d tokens of text%n", tokens.length);
    String grammar = arguments.length > 1 ? arguments[1] : "json";
    for (int round = 0; round < 12; round++) {
      GrammarUse use = new GrammarUse(Grammar.parse(Vocabularies.grammar(grammar)), List.of());
      Masks masks = new Masks(use, tokenizer, trie);
      double[] cold = times(masks, tokens);
      double[] warm = times(masks, tokens);
      System.out.printf(
          "cold: %.3f ms a token, at most %.2f, sum %.1f; warm: %.5f ms a token, at most %.3f%n",
          Arrays.stream(cold).average().orElse(0),
          Arrays.stream(cold).max().orElse(0),
          Arrays.stream(cold).sum(),
          Arrays.stream(warm).average().orElse(0),
          Arrays.stream(warm).max().orElse(0));
    }
    sampling(trie, tokenizer, tokens);
  }

  /** Processor time, which neighbours on the machine do not lengthen much. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double[] times(Masks masks, int[] tokens) {
    Constraint constraint = new Constraint(masks);
    double[] times = new double[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      long start = now();
      boolean allowed = constraint.allowed().contains(tokens[i]);
      constraint.accept(tokens[i]);
      times[i] = (now() - start) / 1e6;
      if (!allowed) {
        throw new IllegalStateException("token " + i + " is not allowed");
      }
    }
    return times;
  }

  /** A step of sampling, with a mask and without. */
  private static void sampling(TokenTrie trie, Tokenizer tokenizer, int[] tokens) {
    Random random = new Random(1);
    int size = trie.size();
    MemorySegment logits = Arena.global().allocate(4L * size, 64);
    for (int i = 0; i < size; i++) {
      logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 3);
    }
    GrammarUse use = new GrammarUse(Grammar.parse(Vocabularies.grammar("json")), List.of());
    Masks masks = new Masks(use, tokenizer, trie);
    Candidates candidates = new Candidates(size);
    for (int round = 0; round < 10; round++) {
      SamplerChain free = new SamplerChain(Sampling.builder().seed(1).build(), size);
      SamplerChain bound = new SamplerChain(Sampling.builder().seed(1).build(), size);
      bound.constrain(() -> new Constraint(masks));
      double freely = 0;
      double boundly = 0;
      for (int token : tokens) {
        long a = now();
        free.sample(logits, candidates);
        free.accept(token);
        long b = now();
        bound.sample(logits, candidates);
        bound.accept(token);
        freely += b - a;
        boundly += now() - b;
      }
      System.out.printf(
          "sampling: free %.3f ms a token, bound %.3f%n",
          freely / tokens.length / 1e6, boundly / tokens.length / 1e6);
    }
  }
}
