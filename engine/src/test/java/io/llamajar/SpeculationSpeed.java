package io.llamajar;

import io.llamajar.Generation.Statistics;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how fast a model writes on with guesses and without: in turns, as others may use the
 * machine too. Arguments: the model's file, the temperature, and files with prompts.
 */
final class SpeculationSpeed {
  private static final int ROUNDS = 5;
  private static final int TOKENS = 128;

  private SpeculationSpeed() {}

  public static void main(String[] arguments) throws IOException {
    double temperature = Double.parseDouble(arguments[1]);
    try (Model model = Model.open(GgufSource.of(Path.of(arguments[0])), ModelOptions.defaults())) {
      for (String file : List.of(arguments).subList(2, arguments.length)) {
        String prompt = Files.readString(Path.of(file));
        System.out.println(file);
        print(model, prompt, Sampling.builder().temperature(temperature).seed(1).build());
      }
    }
  }

  private static void print(Model model, String prompt, Sampling sampling) {
    Map<String, Speculation> ways = new TreeMap<>();
    ways.put("none", Speculation.none());
    ways.put("n-grams", Speculation.defaults());
    Map<String, double[]> speeds = new TreeMap<>();
    Map<String, Statistics> statistics = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String way : ways.keySet()) {
        GenerationOptions how =
            GenerationOptions.defaults()
                .withSampling(sampling)
                .withMaxTokens(TOKENS)
                .withSpeculation(ways.get(way));
        Generation generation = model.generate(prompt, how);
        generation.text();
        Statistics took = generation.statistics();
        statistics.put(way, took);
        speeds.computeIfAbsent(way, w -> new double[ROUNDS])[round] =
            took.generatedTokens() / took.generationSeconds();
      }
    }
    speeds.forEach((way, all) -> {
      Arrays.sort(all);
      Statistics took = statistics.get(way);
      System.out.printf(
          "  %-7s median %7.1f tokens/s, best %7.1f; %d tokens, %d guessed, %d right%n",
          way,
          all[ROUNDS / 2],
          all[ROUNDS - 1],
          took.generatedTokens(),
          took.draftedTokens(),
          took.acceptedTokens());
    });
  }
}
