package io.llamajar;

import static io.llamajar.gguf.GgufValue.float32;
import static io.llamajar.gguf.GgufValue.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufWriter;
import io.llamajar.sampling.Sampling;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter beside a model gives what a model gives into which it was merged. */
class LoraTest {
  private static final String MODEL = "llama-moe-mixtral";
  private static final int[] PROMPT = {1, 30, 77, 102, 5, 9};
  private static final int RANK = 3;
  private static final float ALPHA = 6;
  private static final String EMBEDDINGS = "token_embd.weight";
  private static final List<String> CHANGED =
      List.of("blk.0.attn_q.weight", "blk.1.ffn_down_exps.weight", "output.weight", EMBEDDINGS);

  @TempDir Path folder;

  @AutoClose
  private final Model model = Model.open(GgufSource.of(original()), ModelOptions.defaults());

  private static Path original() {
    return Kit.path("models/" + MODEL + ".gguf");
  }

  @Test
  void anAdapterEqualsTheModelItWasMergedInto() {
    Adapter adapter = model.adapter(adapter("a", 1));
    for (double factor : new double[] {1, -0.5}) {
      try (Model merged = Model.open(merged(factor))) {
        assertClose(logits(model, List.of(adapter.times(factor))), logits(merged, List.of()));
      }
    }
    assertThat(difference(logits(model, List.of(adapter)), logits(model, List.of())))
        .isGreaterThan(0.1f);
  }

  @Test
  void anAdapterTimesZeroChangesNothing() {
    Adapter adapter = model.adapter(adapter("a", 1));
    assertThat(logits(model, List.of(adapter.times(0)))).isEqualTo(logits(model, List.of()));
  }

  @Test
  void adaptersAddUp() {
    Adapter adapter = model.adapter(adapter("a", 1));
    assertClose(
        logits(model, List.of(adapter.times(0.25), adapter.times(0.75))),
        logits(model, List.of(adapter)));
  }

  @Test
  void optionsGiveAllSessionsTheirAdapters() {
    GgufSource file = adapter("a", 1);
    ModelOptions options = ModelOptions.defaults().withLoras(List.of(new LoraFile(file, 0.5)));
    try (Model adapted = Model.open(GgufSource.of(original()), options);
        Session session = adapted.session()) {
      session.read(PROMPT);
      assertThat(copy(session)).isEqualTo(logits(model, List.of(model.adapter(file).times(0.5))));
    }
  }

  @Test
  void sessionsWithOtherAdaptersDoNotDisturbEachOther() {
    Adapter one = model.adapter(adapter("a", 1));
    Adapter other = model.adapter(adapter("b", 2));
    List<List<Adapter>> uses = List.of(List.of(one), List.of(), List.of(other), List.of(one));
    List<Session> sessions = new ArrayList<>();
    for (List<Adapter> use : uses) {
      Session session = model.session();
      session.use(use);
      sessions.add(session);
    }
    model.advance(sessions, List.of(PROMPT, PROMPT, PROMPT, PROMPT));
    for (int i = 0; i < uses.size(); i++) {
      assertThat(copy(sessions.get(i))).isEqualTo(logits(model, uses.get(i)));
      sessions.get(i).close();
    }
  }

  @Test
  void generationsWithOtherAdaptersDoNotDisturbEachOther() {
    Adapter one = model.adapter(adapter("a", 1));
    GenerationOptions greedy =
        GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(20);
    List<List<Adapter>> uses = List.of(List.of(one), List.of(), List.of(one.times(2)));
    List<Generation> together =
        uses.stream().map(use -> model.generate(PROMPT, greedy.withAdapters(use))).toList();
    assertThat(together).allMatch(Generation::hasNext);
    List<String> texts = together.stream().map(Generation::text).toList();
    assertThat(texts).doesNotHaveDuplicates();
    for (int i = 0; i < uses.size(); i++) {
      Generation alone = model.generate(PROMPT, greedy.withAdapters(uses.get(i)));
      assertThat(alone.text()).isEqualTo(texts.get(i));
      assertThat(alone.statistics().cachedTokens()).isEqualTo(PROMPT.length - 1);
    }
  }

  @Test
  void anotherAdapterForgetsWhatWasRead() {
    Adapter adapter = model.adapter(adapter("a", 1));
    try (Session session = model.session()) {
      session.read(PROMPT);
      session.use(List.of(adapter));
      assertThat(session.length()).isZero();
      session.read(PROMPT);
      assertThat(copy(session)).isEqualTo(logits(model, List.of(adapter)));
    }
  }

  @Test
  void whatIsNoAdapterOfThisModelIsRefusedInALine() {
    assertThatThrownBy(() -> model.adapter(GgufSource.of(original())))
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith("The file is no LoRA adapter but a 'model'");
    refused(writer("qwen2", 0), "The adapter is for 'qwen2' models, but this is a llama");
    refused(
        writer("llama", 0)
            .tensor("blk.9.attn_q.weight.lora_a", GgmlType.F32, List.of(64L, 1L), () -> floats(64)),
        "The adapter changes 'blk.9.attn_q.weight', which this model does not have");
    refused(
        writer("llama", 0)
            .tensor("blk.0.attn_q.weight.lora_a", GgmlType.F32, List.of(64L, 1L), () -> floats(64)),
        "The adapter has no 'blk.0.attn_q.weight.lora_b'");
    refused(
        writer("llama", 0)
            .tensor("blk.0.attn_q.weight.lora_a", GgmlType.F32, List.of(32L, 2L), () -> floats(64))
            .tensor(
                "blk.0.attn_q.weight.lora_b", GgmlType.F32, List.of(2L, 64L), () -> floats(128)),
        "The adapter's matrices for blk.0.attn_q.weight are 32 x 2 and 2 x 64");
    refused(
        writer("llama", 0)
            .tensor("blk.0.attn_norm.weight", GgmlType.F32, List.of(64L), () -> floats(64)),
        "The adapter changes 'blk.0.attn_norm.weight' in a way that is not supported");
    refused(writer("llama", Float.NaN), "adapter.lora.alpha is NaN, out of range");
  }

  private void refused(GgufWriter writer, String reason) {
    Path file = folder.resolve("broken.gguf");
    writer.write(file);
    assertThatThrownBy(() -> model.adapter(GgufSource.of(file)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(reason);
  }

  private static GgufWriter writer(String architecture, float alpha) {
    return new GgufWriter()
        .put("general.architecture", text(architecture))
        .put("general.type", text("adapter"))
        .put("adapter.type", text("lora"))
        .put("adapter.lora.alpha", float32(alpha));
  }

  private static MemorySegment floats(float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    MemorySegment data = MemorySegment.ofArray(bytes);
    MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
    return data;
  }

  private static MemorySegment floats(int count) {
    return floats(new float[count]);
  }

  /**
   * A random adapter: matrices {@code [experts, rank, columns]} and {@code [experts, rows, rank]};
   * for embeddings {@code [tokens, rank]} and {@code [width, rank]}.
   */
  private GgufSource adapter(String name, long seed) {
    GgufWriter writer = writer("llama", ALPHA);
    try (AlteredModel model = new AlteredModel(MODEL)) {
      for (String tensor : CHANGED) {
        List<Long> shape = model.shape(tensor);
        long experts = shape.size() == 3 ? shape.get(2) : 1;
        long rank = RANK;
        boolean turned = tensor.equals(EMBEDDINGS);
        List<Long> down =
            new ArrayList<>(turned ? List.of(rank, shape.get(1)) : List.of(shape.get(0), rank));
        List<Long> up = new ArrayList<>(List.of(rank, shape.get(turned ? 0 : 1)));
        if (experts > 1) {
          down.add(experts);
          up.add(experts);
        }
        float[] downs = random(seed, tensor, count(down));
        float[] ups = random(seed + 9, tensor, count(up));
        writer
            .tensor(tensor + ".lora_a", GgmlType.F32, down, () -> floats(downs))
            .tensor(tensor + ".lora_b", GgmlType.F32, up, () -> floats(ups));
      }
    }
    Path file = folder.resolve(name + ".gguf");
    writer.write(file);
    return GgufSource.of(file);
  }

  private static int count(List<Long> shape) {
    return shape.stream().mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
  }

  private static float[] random(long seed, String tensor, int count) {
    Random random = new Random(seed * 31 + tensor.hashCode());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 8;
    }
    return values;
  }

  /** The model with the adapter of seed 1 in its weights, so many times. */
  private Path merged(double factor) {
    try (AlteredModel model = new AlteredModel(MODEL)) {
      for (String tensor : CHANGED) {
        List<Long> shape = model.shape(tensor);
        int columns = Math.toIntExact(shape.get(0));
        int rows = Math.toIntExact(shape.get(1));
        float[] weights = model.floats(tensor);
        int experts = weights.length / columns / rows;
        boolean turned = tensor.equals(EMBEDDINGS);
        float[] downs = random(1, tensor, experts * RANK * (turned ? rows : columns));
        float[] ups = random(10, tensor, experts * RANK * (turned ? columns : rows));
        for (int i = 0; i < weights.length; i++) {
          int row = i / columns; // of all experts
          for (int r = 0; r < RANK; r++) {
            float product =
                turned
                    ? ups[i % columns * RANK + r] * downs[row * RANK + r]
                    : ups[row * RANK + r] * downs[(row / rows * RANK + r) * columns + i % columns];
            weights[i] += (float) (factor * ALPHA / RANK * product);
          }
        }
        model.tensor(tensor, shape, weights);
      }
      return model.write(folder.resolve("merged.gguf"));
    }
  }

  private static float[] logits(Model model, List<Adapter> adapters) {
    try (Session session = model.session()) {
      session.use(adapters);
      session.read(PROMPT);
      return copy(session);
    }
  }

  private static float[] copy(Session session) {
    return session.logits().toArray(ValueLayout.JAVA_FLOAT);
  }

  private static float difference(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static void assertClose(float[] a, float[] b) {
    assertThat(difference(a, b)).isCloseTo(0, within(5e-3f)); // keys and values are halves
  }
}
