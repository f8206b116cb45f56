package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages models of the kit at random and runs whatever still opens: all that may come out is text
 * or a one-line {@link LlamajarException}.
 *
 * <p>A few seconds by default; {@code -Dfuzz.seconds=3600 -Dfuzz.seed=7} for longer.
 */
class ModelFuzzTest {
  private static final List<String> MODELS =
      List.of("models/llama-gqa", "models/llama-moe-mixtral", "models/gemma3", "models/qwen3");
  private static final ModelOptions OPTIONS = ModelOptions.defaults().withThreads(2);

  @Test
  void aDamagedModelGivesTextOrOneClearLine(@TempDir Path folder) throws IOException {
    long end = System.nanoTime() + Long.getLong("fuzz.seconds", 4) * 1_000_000_000;
    long seed = Long.getLong("fuzz.seed", 1);
    int opened = 0;
    for (int round = 0; System.nanoTime() < end; round++) {
      Random random = new Random(seed * 1_000_003 + round);
      Path original = Kit.path(MODELS.get(round % MODELS.size()) + ".gguf");
      Path damaged = folder.resolve("damaged.gguf");
      Files.write(damaged, damage(original, random));
      try {
        run(damaged);
        opened++;
      } catch (LlamajarException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      } catch (RuntimeException | Error e) {
        fail("round " + round + " of " + original.getFileName() + ", seed " + seed, e);
      }
    }
    assertThat(opened).isPositive();
  }

  /** Changes some bytes of the header, where counts, names, types and shapes are. */
  private static byte[] damage(Path original, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(original);
    int header = headerSize(original);
    for (int change = 1 + random.nextInt(3); change > 0; change--) {
      int at = random.nextInt(header);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 255);
        default -> bytes[at] = bytes[random.nextInt(header)];
      }
    }
    return bytes;
  }

  private static int headerSize(Path file) throws IOException {
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      long data = gguf.tensors().stream().mapToLong(t -> t.data().byteSize()).sum();
      return (int) (Files.size(file) - data);
    }
  }

  private static void run(Path file) {
    try (Model model = Model.open(GgufSource.of(file), OPTIONS);
        Session session = model.session()) {
      GenerationOptions options =
          GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(2);
      session.generate("Once upon a time", options).text();
    }
  }
}
