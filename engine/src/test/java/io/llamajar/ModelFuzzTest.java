package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.ValueType;
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
      List.of(
          "llama-gqa",
          "llama-moe-mixtral",
          "gemma3",
          "qwen2",
          "qwen3",
          "llama3-ropefreqs",
          "lfm2",
          "mamba2",
          "qwen3next");
  private static final long[] NASTY = {
    0, 1, 2, 4, 8, 16, 32, 64, 96, 384, 512, 1 << 12, 1 << 16, 1 << 20, 1 << 24, 1L << 31, 1L << 32
  };
  private static final ModelOptions OPTIONS = ModelOptions.defaults().withThreads(2);

  /** Writes a damaged copy of a model. */
  @FunctionalInterface
  private interface Damage {
    void write(String model, Random random, Path damaged) throws IOException;
  }

  @TempDir Path folder;

  @Test
  void aModelWithDamagedBytesGivesTextOrOneClearLine() throws IOException {
    assertThat(opened(ModelFuzzTest::damageBytes)).isPositive();
  }

  @Test
  void aModelWithNastyValuesGivesTextOrOneClearLine() throws IOException {
    assertThat(opened(ModelFuzzTest::damageValues)).isPositive();
  }

  /** How many of the damaged models still opened and ran. */
  private int opened(Damage damage) throws IOException {
    long end = System.nanoTime() + Long.getLong("fuzz.seconds", 4) * 1_000_000_000;
    long seed = Long.getLong("fuzz.seed", 1);
    int opened = 0;
    for (int round = 0; System.nanoTime() < end; round++) {
      Random random = new Random(seed * 1_000_003 + round);
      String model = MODELS.get(round % MODELS.size());
      Path damaged = folder.resolve("damaged.gguf");
      damage.write(model, random, damaged);
      try {
        run(damaged);
        opened++;
      } catch (LlamajarException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      } catch (RuntimeException | Error e) {
        fail("round " + round + " of " + model + ", seed " + seed, e);
      }
    }
    return opened;
  }

  /** Changes some bytes of the header, where counts, names, types and shapes are. */
  private static void damageBytes(String model, Random random, Path damaged) throws IOException {
    Path original = Kit.path("models/" + model + ".gguf");
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
    Files.write(damaged, bytes);
  }

  /** Replaces some values by others of any type and size, and some weights by any bits. */
  private static void damageValues(String model, Random random, Path damaged) {
    try (AlteredModel altered = new AlteredModel(model)) {
      List<String> keys =
          altered.keys().stream()
              .filter(key -> random.nextInt(10) == 0 || !key.startsWith("tokenizer."))
              .sorted()
              .toList();
      for (int change = 1 + random.nextInt(2); change > 0; change--) {
        altered.put(keys.get(random.nextInt(keys.size())), value(random));
      }
      if (random.nextInt(4) == 0) {
        List<String> names = altered.tensors().stream().sorted().toList();
        String name = names.get(random.nextInt(names.size()));
        float[] weights = altered.floats(name);
        for (int change = random.nextInt(1_000); change > 0; change--) {
          weights[random.nextInt(weights.length)] = Float.intBitsToFloat(random.nextInt());
        }
        altered.tensor(name, altered.shape(name), weights);
      }
      altered.write(damaged);
    }
  }

  private static GgufValue value(Random random) {
    long whole = NASTY[random.nextInt(NASTY.length)] + random.nextInt(3) - 1;
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> GgufValue.uint32(whole & 0xffff_ffffL);
      case 5 -> new GgufValue.Whole(ValueType.INT64, whole);
      case 6 -> GgufValue.float32(Float.intBitsToFloat(random.nextInt()));
      case 7 -> GgufValue.float32((float) whole);
      case 8 -> GgufValue.float32(1f / whole);
      case 9 -> GgufValue.ints(random.ints(random.nextInt(8), -1, 6).toArray());
      case 10 ->
          GgufValue.text(List.of("", "yarn", "none", "linear", "x\ny").get((int) (whole & 3)));
      default -> new GgufValue.Flag(random.nextBoolean());
    };
  }

  private static int headerSize(Path file) throws IOException {
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      long data = gguf.tensors().stream().mapToLong(t -> t.data().byteSize()).sum();
      return (int) (Files.size(file) - data);
    }
  }

  private static void run(Path file) {
    try (Model model = Model.open(GgufSource.of(file), OPTIONS)) {
      GenerationOptions options =
          GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(2);
      model.generate("Once upon a time", options).text();
    }
  }
}
