package io.llamajar.tools;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import io.llamajar.tools.Family.Trait;
import io.llamajar.tools.Fillers.Filler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A model of a real one's exact shape with random weights: as fast or slow, as large or small, but
 * made in seconds from nothing.
 *
 * <p>The same shape, mix and seed give the same bytes. A matrix has the standard deviation {@code 1
 * / sqrt(columns)}, so that values keep their magnitude from layer to layer.
 */
public final class Synth {
  private static final long PIECE_BYTES = 1 << 20;
  private static final long BYTES_PER_TOKEN = 64; // at most, with its merge

  private final Shape shape;
  private final Mix mix;
  private final long seed;
  private final List<Blueprint.Tensor> tensors;

  public Synth(Shape shape, Mix mix, long seed) {
    this.shape = shape;
    this.mix = mix;
    this.seed = seed;
    this.tensors = Blueprint.of(shape);
  }

  /** The number of its weights. */
  public long parameters() {
    return tensors.stream().mapToLong(Blueprint.Tensor::values).sum();
  }

  /** The bytes of its weights; the file is a little longer. */
  public long bytes() {
    return tensors.stream().mapToLong(this::bytes).sum();
  }

  private long bytes(Blueprint.Tensor tensor) {
    GgmlType type = mix.type(tensor, shape);
    return tensor.values() / type.blockValues() * type.blockBytes();
  }

  /**
   * Writes it, over what is there.
   *
   * @param progress is told how many bytes of weights were made, again and again
   * @throws LlamajarException if that fails, or would for lack of space
   */
  public void write(Path file, LongConsumer progress) {
    checkSpace(file, free(file));
    GgufWriter writer = new GgufWriter();
    putHyperParameters(writer);
    putTokenizer(writer);
    try (Arena arena = Arena.ofConfined()) {
      Pieces pieces = new Pieces(arena.allocate(PIECE_BYTES, Long.BYTES), progress);
      for (Blueprint.Tensor tensor : tensors) {
        writer.tensor(
            tensor.name(),
            mix.type(tensor, shape),
            tensor.dimensions(),
            out -> pieces.write(tensor, out));
      }
      writer.write(file);
    }
  }

  private static long free(Path file) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    try {
      return Files.isDirectory(folder)
          ? Files.getFileStore(folder).getUsableSpace()
          : Long.MAX_VALUE; // the writer will say that there is no such folder
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void checkSpace(Path file, long free) {
    long needed = bytes() + shape.vocabulary() * BYTES_PER_TOKEN;
    if (needed > free) {
      throw new LlamajarException(
          String.format(
              Locale.ROOT,
              "%s needs %,d bytes, but its disk has only %,d free; choose another disk or fewer layers",
              file,
              needed,
              free));
    }
  }

  private void putHyperParameters(GgufWriter writer) {
    Family family = shape.family();
    writer.put("general.architecture", GgufValue.text(family.architecture()));
    writer.put("general.name", GgufValue.text("random " + shape.name() + " " + mix.name()));
    writer.put("general.quantization_version", GgufValue.uint32(2));
    put(writer, "vocab_size", shape.vocabulary());
    put(writer, "context_length", shape.context());
    put(writer, "block_count", shape.layers());
    put(writer, "embedding_length", shape.width());
    put(writer, "feed_forward_length", shape.inner());
    put(writer, "attention.head_count", shape.heads());
    put(writer, "attention.head_count_kv", shape.kvHeads());
    put(writer, "attention.key_length", shape.headWidth());
    put(writer, "attention.value_length", shape.headWidth());
    put(writer, "rope.dimension_count", shape.headWidth());
    writer.put(key("rope.freq_base"), GgufValue.float32(family.ropeBase()));
    writer.put(key("attention.layer_norm_rms_epsilon"), GgufValue.float32(family.epsilon()));
    if (shape.experts() > 0) {
      put(writer, "expert_count", shape.experts());
      put(writer, "expert_used_count", shape.expertsUsed());
    }
    if (family.has(Trait.WINDOW)) {
      put(writer, "attention.sliding_window", 512);
    }
  }

  private void put(GgufWriter writer, String name, long value) {
    writer.put(key(name), GgufValue.uint32(value));
  }

  private String key(String name) {
    return shape.family().architecture() + "." + name;
  }

  private void putTokenizer(GgufWriter writer) {
    Words words = Words.of(shape.vocabulary());
    String prefix = "tokenizer.ggml.";
    writer.put(prefix + "model", GgufValue.text("gpt2"));
    writer.put(prefix + "pre", GgufValue.text(shape.family().preTokenizer()));
    writer.put(prefix + "tokens", GgufValue.texts(words.tokens()));
    writer.put(prefix + "token_type", GgufValue.ints(words.types()));
    writer.put(prefix + "merges", GgufValue.texts(words.merges()));
    writer.put(prefix + "bos_token_id", GgufValue.uint32(words.begin()));
    writer.put(prefix + "eos_token_id", GgufValue.uint32(words.end()));
    writer.put(prefix + "add_bos_token", new GgufValue.Flag(true));
  }

  /** Makes tensors piece by piece, in one buffer. */
  private final class Pieces {
    private final MemorySegment buffer;
    private final LongConsumer progress;
    private long made;

    Pieces(MemorySegment buffer, LongConsumer progress) {
      this.buffer = buffer;
      this.progress = progress;
    }

    void write(Blueprint.Tensor tensor, Consumer<MemorySegment> out) {
      switch (tensor.part()) {
        case ROPE_FACTORS -> give(ropeFactors(), out);
        case NORM -> random(tensor, 0.05f, 1, out);
        case BIAS -> random(tensor, 0.05f, 0, out);
        default -> blocks(tensor, out);
      }
    }

    private void random(
        Blueprint.Tensor tensor, float deviation, float mean, Consumer<MemorySegment> out) {
      Noise noise = new Noise(seed, tensor.name());
      float[] values = new float[(int) tensor.values()];
      for (int i = 0; i < values.length; i++) {
        values[i] = mean + deviation * noise.normal();
      }
      give(MemorySegment.ofArray(values), out);
    }

    private void blocks(Blueprint.Tensor tensor, Consumer<MemorySegment> out) {
      GgmlType type = mix.type(tensor, shape);
      Filler filler = Fillers.of(type);
      Noise noise = new Noise(seed, tensor.name());
      float deviation = (float) (1 / Math.sqrt((double) tensor.columns()));
      int step = type.blockBytes();
      long most = PIECE_BYTES / step * step;
      for (long left = bytes(tensor); left > 0; left -= most) {
        long bytes = Math.min(left, most);
        for (long at = 0; at < bytes; at += step) {
          filler.fill(noise, buffer, at, deviation);
        }
        give(buffer.asSlice(0, bytes), out);
      }
    }

    private void give(MemorySegment piece, Consumer<MemorySegment> out) {
      out.accept(piece);
      made += piece.byteSize();
      progress.accept(made);
    }
  }

  /**
   * What Llama 3.1 divides its frequencies by: waves longer than the context that it was first
   * trained on are stretched, those shorter than a quarter of it are not.
   */
  private MemorySegment ropeFactors() {
    double trained = 8192;
    float[] factors = new float[shape.headWidth() / 2];
    for (int i = 0; i < factors.length; i++) {
      double frequency = StrictMath.pow(shape.family().ropeBase(), -2.0 * i / shape.headWidth());
      double waves = trained * frequency / (2 * Math.PI);
      double kept = Math.clamp((waves - 1) / 3, 0, 1);
      factors[i] = (float) (1 / ((1 - kept) / shape.stretch() + kept));
    }
    return MemorySegment.ofArray(factors);
  }
}
