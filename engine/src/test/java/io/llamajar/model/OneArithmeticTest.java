package io.llamajar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Dispatch;
import io.llamajar.kernel.Kernels;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same tokens give the same bits, however the work is divided. */
class OneArithmeticTest {
  static Stream<Path> models() {
    return Stream.of("models", "quants/models")
        .flatMap(folder -> Kit.list(folder, ".gguf").stream())
        .filter(KitModel::isSupported);
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsDoNotDependOnTheNumberOfThreads(Path file) {
    try (KitModel one = new KitModel(file, 1)) {
      int[] tokens = tokens(one, 20);
      List<float[]> expected = one.logits(tokens, tokens.length);
      for (int threads : new int[] {2, 3, 7}) {
        try (KitModel more = new KitModel(file, threads)) {
          assertSame(more.logits(tokens, tokens.length), expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsDoNotDependOnHowAPromptIsCutIntoBatches(Path file) {
    try (KitModel model = new KitModel(file, 2)) {
      int[] tokens = tokens(model, 150); // more than a page of the cache
      List<float[]> expected = model.logits(tokens, tokens.length);
      for (int batch : new int[] {1, 7, 64, 128, 149}) {
        assertSame(model.logits(tokens, batch), expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsDoNotDependOnTheOtherSequencesOfABatch(Path file) {
    try (KitModel model = new KitModel(file, 2)) {
      List<int[]> sequences =
          Stream.of(40, 3, 17, 135, 1).map(count -> tokens(model, count)).toList();
      List<List<float[]>> alone =
          sequences.stream().map(tokens -> model.logits(tokens, tokens.length)).toList();
      for (int batch : new int[] {1, 20, 140}) {
        List<List<float[]>> together = model.logits(sequences, batch);
        for (int s = 0; s < sequences.size(); s++) {
          assertSame(together.get(s), alone.get(s));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyInstructionSetGeneratesTheSame(Path file) {
    List<Kernels> all = Dispatch.all();
    Generated expected = generate(file, all.getLast());
    for (Kernels kernels : all) {
      Generated actual = generate(file, kernels);
      assertThat(actual.tokens).as(kernels.name()).isEqualTo(expected.tokens);
      assertSame(actual.logits, expected.logits);
    }
  }

  /** What follows on a prompt, and the logits after each of its tokens. */
  private record Generated(List<float[]> logits, List<Integer> tokens) {}

  private static Generated generate(Path file, Kernels kernels) {
    try (KitModel model = new KitModel(file, kernels, 2, GgmlType.F16)) {
      int[] prompt = tokens(model, 21);
      return new Generated(
          model.logits(prompt, prompt.length),
          Arrays.stream(model.greedy(prompt, 64)).boxed().toList());
    }
  }

  private static int[] tokens(KitModel model, int count) {
    return new Random(7).ints(count, 0, model.decoder().vocabularySize()).toArray();
  }

  private static void assertSame(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int t = 0; t < expected.size(); t++) {
      // Not the floats themselves: NaN equals NaN, 0 does not equal -0.
      assertThat(bits(actual.get(t))).as("logits of token %d", t).isEqualTo(bits(expected.get(t)));
    }
  }

  private static ByteBuffer bits(float[] values) {
    ByteBuffer bits = ByteBuffer.allocate(values.length * Float.BYTES);
    bits.asFloatBuffer().put(values);
    return bits;
  }
}
