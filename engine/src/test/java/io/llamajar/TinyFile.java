package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import io.llamajar.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** What writes a model that the kit lacks: random weights, always the same. */
abstract class TinyFile {
  static final int WIDTH = 32;
  static final int FEEDING = 48;
  static final int HEAD = 16; // values
  static final int EXPERTS = 4;

  final String architecture;
  private final Random random = new Random(6);
  private final GgufWriter writer = new GgufWriter();

  TinyFile(String architecture) {
    this.architecture = architecture;
  }

  /** Writes one, with the vocabulary of a model of the kit. */
  void write(Path file) {
    try (Gguf kit = Gguf.open(GgufSource.of(Kit.path("models/lfm2.gguf")))) {
      for (String key : kit.metadata().keys()) {
        if (key.startsWith("tokenizer.")) {
          writer.put(key, kit.metadata().find(key).orElseThrow());
        }
      }
      writer.put("general.architecture", GgufValue.text(architecture));
      fill(kit.metadata().array("tokenizer.ggml.tokens").size());
      writer.write(file);
    }
  }

  /**
   * Writes one, and compares its log-probabilities of the first tokens after some others with an
   * oracle's.
   */
  void assertAgrees(Path file, String values) {
    write(file);
    int[] tokens = IntStream.range(0, 30).map(i -> 3 + i * 37 % 381).toArray();
    double[] expected = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    ModelOptions options = ModelOptions.defaults().withKvType(GgmlType.F32);
    try (Model model = Model.open(GgufSource.of(file), options);
        Session session = model.session()) {
      float[][] last = new float[1][];
      session.logprobs(tokens, (position, logprobs) -> last[0] = logprobs.clone());
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) last[0][i]).isCloseTo(expected[i], within(2e-4));
      }
    }
  }

  /** Adds the hyper-parameters and tensors of a model with so many tokens. */
  abstract void fill(int vocabulary);

  boolean is(String... architectures) {
    return List.of(architectures).contains(architecture);
  }

  void put(String key, int value) {
    put(key, GgufValue.uint32(value));
  }

  void put(String key, double value) {
    put(key, GgufValue.float32((float) value));
  }

  void put(String key, GgufValue value) {
    writer.put(architecture + "." + key, value);
  }

  void gain(String name, int size) {
    tensor(name + ".weight", x -> 1 + 0.1 * x, size);
  }

  void bias(String name, int size) {
    tensor(name + ".bias", x -> 0.2 * x, size);
  }

  void matrix(String name, int... shape) {
    tensor(name + ".weight", x -> x * 1.2 / Math.sqrt(shape[0]), shape);
  }

  void tensor(String name, DoubleUnaryOperator value, int... shape) {
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    MemorySegment data = MemorySegment.ofArray(new byte[count * Float.BYTES]);
    for (int i = 0; i < count; i++) {
      float x = (float) value.applyAsDouble(random.nextGaussian());
      data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES, x);
    }
    List<Long> sizes = Arrays.stream(shape).mapToObj(Long::valueOf).toList();
    writer.tensor(new TensorInfo(name, GgmlType.F32, sizes, data));
  }
}
