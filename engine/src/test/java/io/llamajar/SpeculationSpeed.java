package io.llamajar;

import io.llamajar.Generation.Statistics;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.speculation.Speculation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    GenerationOptions how =
        GenerationOptions.defaults().withSampling(sampling).withMaxTokens(TOKENS);
    List<Statistics> without = new ArrayList<>();
    List<Statistics> with = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      without.add(write(model, prompt, how.withSpeculation(Speculation.none())));
      with.add(write(model, prompt, how.withSpeculation(Speculation.defaults())));
    }
    print("without", without);
    print("n-grams", with);
  }

  private static Statistics write(Model model, String prompt, GenerationOptions how) {
    Generation generation = model.generate(prompt, how);
    generation.text();
    return generation.statistics();
  }

  private static void print(String way, List<Statistics> rounds) {
    double[] speeds =
        rounds.stream()
            .mapToDouble(took -> took.generatedTokens() / took.generationSeconds())
            .sorted()
            .toArray();
    Statistics last = rounds.getLast();
    System.out.printf(
        "  %s: median %.1f tokens/s, best %.1f; %d tokens, %d guessed, %d right%n",
        way,
        speeds[ROUNDS / 2],
        speeds[ROUNDS - 1],
        last.generatedTokens(),
        last.draftedTokens(),
        last.acceptedTokens());
  }
}
