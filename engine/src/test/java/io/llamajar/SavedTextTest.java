package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read is written to a file, and read from it by a model that then need not read it. */
class SavedTextTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(10);

  @TempDir private Path folder;

  private static Model open(String name) {
    return open(name, GgmlType.F16);
  }

  private static Model open(String name, GgmlType kvType) {
    ModelOptions options = ModelOptions.defaults().withThreads(2).withContext(400);
    return Model.open(
        GgufSource.of(Kit.path("models/" + name + ".gguf")), options.withKvType(kvType));
  }

  /** Has a text of 300 tokens followed, and saves all; gives its tokens. */
  private static int[] save(Model model, Path file) {
    int[] prompt = new Random(2).ints(300, 3, model.speakable()).toArray();
    Generation generation = model.generate(prompt, GREEDY);
    generation.text();
    int[] all = IntStream.concat(IntStream.of(prompt), IntStream.of(generation.tokens())).toArray();
    assertThat(model.save(all, file)).isEqualTo(all.length - 1); // the last was not read
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260K", "granitehybrid", "qwen3next"})
  void anotherProcessGoesOnFromIt(String name) {
    Path file = folder.resolve("text.kv");
    int[] all;
    String expected;
    try (Model model = open(name)) {
      all = save(model, file);
      expected = model.generate(all, GREEDY).text();
    }
    try (Model other = open(name)) {
      assertThat(other.restore(file)).isEqualTo(Arrays.copyOf(all, all.length - 1));
      Generation generation = other.generate(all, GREEDY);
      assertThat(generation.text()).isEqualTo(expected);
      assertThat(generation.statistics().cachedTokens()).isEqualTo(all.length - 1);
    }
  }

  @Test
  void nothingIsSavedOfWhatIsUnknown() {
    Path file = folder.resolve("text.kv");
    try (Model model = open("granitehybrid")) {
      assertThat(model.save(new int[] {1, 2, 3}, file)).isZero();
      assertThat(model.restore(file)).isEmpty();
    }
  }

  @Test
  void aFileOfAnotherModelOrTypeIsRefused() {
    Path file = folder.resolve("text.kv");
    try (Model model = open("stories260K")) {
      save(model, file);
    }
    try (Model other = open("granitehybrid")) {
      assertRefused(other, file, "another model");
    }
    try (Model other = open("stories260K", GgmlType.F32)) {
      assertRefused(other, file, "another model, adapter or type");
    }
  }

  @Test
  void aDamagedFileIsRefusedAndHarmsNothing() throws IOException {
    Path file = folder.resolve("text.kv");
    try (Model model = open("stories260K")) {
      int[] all = save(model, file);
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {0, 7, 43, 60, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertRefused(model, file, length < 44 ? "incomplete" : "incomplete or damaged");
      }
      Random random = new Random(4);
      for (int i = 0; i < 100; i++) {
        byte[] damaged = whole.clone();
        damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, damaged);
        assertRefused(model, file, "");
      }
      long held = load(model).heldBytes();
      assertThat(model.generate(all, GREEDY).text()).isNotEmpty();
      assertThat(load(model).heldBytes()).isEqualTo(held);
      assertRefused(model, folder.resolve("none.kv"), "There is no file");
      Files.write(file, whole);
      assertThat(model.restore(file)).hasSize(all.length - 1);
    }
  }

  private static void assertRefused(Model model, Path file, String why) {
    assertThatThrownBy(() -> model.restore(file))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(why);
  }

  /** What is going on once the present step has ended: texts end in the middle of one. */
  private static Load load(Model model) {
    model.inTurn(() -> {});
    return model.load();
  }
}
