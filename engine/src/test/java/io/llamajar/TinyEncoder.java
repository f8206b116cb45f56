package io.llamajar;

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
import java.util.List;
import java.util.Random;

/**
 * Writes an encoder that the kit lacks: random weights, always the same, in the shapes of an
 * architecture.
 */
final class TinyEncoder {
  static final int WIDTH = 32;
  private static final int INNER = 48;
  private static final int LAYERS = 4;
  private static final int EXPERTS = 4;

  private final Random random = new Random(5);
  private final GgufWriter writer = new GgufWriter();
  private final String architecture;

  TinyEncoder(String architecture) {
    this.architecture = architecture;
  }

  /** Writes one, with the vocabulary of a model of the kit. */
  void write(Path file) {
    try (Gguf kit = Gguf.open(GgufSource.of(Kit.path("models/embed-bert-mean.gguf")))) {
      for (String key : kit.metadata().keys()) {
        if (key.startsWith("tokenizer.")) {
          writer.put(key, kit.metadata().find(key).orElseThrow());
        }
      }
      settings();
      matrix("token_embd", kit.metadata().array("tokenizer.ggml.tokens").size());
      switch (architecture) {
        case "jina-bert-v2", "jina-bert-v3", "nomic-bert-moe" -> bert();
        case "modern-bert" -> modern();
        default -> llama();
      }
      writer.write(file);
    }
  }

  private void settings() {
    writer.put("general.architecture", GgufValue.text(architecture));
    put("context_length", GgufValue.uint32(64));
    put("embedding_length", GgufValue.uint32(WIDTH));
    put("feed_forward_length", GgufValue.uint32(INNER));
    put("block_count", GgufValue.uint32(LAYERS));
    put("attention.head_count", GgufValue.uint32(2));
    put("rope.dimension_count", GgufValue.uint32(WIDTH / 2));
    put("rope.freq_base", GgufValue.float32(3000));
    put("attention.causal", new GgufValue.Flag(false));
    put("pooling_type", GgufValue.uint32(1));
  }

  private void put(String key, GgufValue value) {
    writer.put(architecture + "." + key, value);
  }

  private void bert() {
    put("attention.layer_norm_epsilon", GgufValue.float32(1e-5f));
    put("moe_every_n_layers", GgufValue.uint32(2));
    put("expert_count", GgufValue.uint32(EXPERTS));
    put("expert_used_count", GgufValue.uint32(2));
    matrix("token_types", 2);
    norm("token_embd_norm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blk." + layer + ".";
      for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
        matrix(block + name, WIDTH);
        vector(block + name + ".bias", WIDTH, 0);
      }
      norm(block + "attn_output_norm");
      norm(block + "layer_output_norm");
      boolean experts = architecture.equals("nomic-bert-moe") && layer % 2 == 1;
      if (architecture.equals("jina-bert-v2")) {
        norm(block + "attn_q_norm");
        norm(block + "attn_k_norm");
        norm(block + "attn_norm_2");
        matrix(block + "ffn_up", 2 * INNER);
      } else if (experts) {
        matrix(block + "ffn_gate_inp", EXPERTS);
        tensor(block + "ffn_up_exps.weight", List.of(WIDTH, INNER, EXPERTS), 0);
        tensor(block + "ffn_down_exps.weight", List.of(INNER, WIDTH, EXPERTS), 0);
      } else {
        matrix(block + "ffn_up", INNER);
        vector(block + "ffn_up.bias", INNER, 0);
      }
      if (!experts) {
        tensor(block + "ffn_down.weight", List.of(INNER, WIDTH), 0);
        vector(block + "ffn_down.bias", WIDTH, 0);
      }
    }
  }

  private void modern() {
    put("attention.layer_norm_epsilon", GgufValue.float32(1e-5f));
    put("attention.sliding_window", GgufValue.uint32(8));
    put("rope.freq_base_swa", GgufValue.float32(700));
    gain("token_embd_norm");
    gain("output_norm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blk." + layer + ".";
      if (layer > 0) {
        gain(block + "attn_norm");
      }
      fused(block, 2 * INNER);
    }
  }

  private void llama() {
    boolean neo = architecture.equals("neo-bert");
    put("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5f));
    gain(neo ? "enc.output_norm" : "output_norm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blk." + layer + ".";
      gain(block + "attn_norm");
      if (!neo) {
        matrix(block + "ffn_gate", INNER);
      }
      fused(block, neo ? 2 * INNER : INNER);
    }
  }

  /** What is left of a layer whose queries, keys and values come from one matrix. */
  private void fused(String block, int up) {
    matrix(block + "attn_qkv", 3 * WIDTH);
    matrix(block + "attn_output", WIDTH);
    gain(block + "ffn_norm");
    matrix(block + "ffn_up", up);
    tensor(block + "ffn_down.weight", List.of(INNER, WIDTH), 0);
  }

  private void matrix(String name, int rows) {
    tensor(name + ".weight", List.of(WIDTH, rows), 0);
  }

  private void norm(String name) {
    gain(name);
    vector(name + ".bias", WIDTH, 0);
  }

  private void gain(String name) {
    vector(name + ".weight", WIDTH, 1);
  }

  private void vector(String name, int size, float mean) {
    tensor(name, List.of(size), mean);
  }

  private void tensor(String name, List<Integer> shape, float mean) {
    float[] floats = new float[shape.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = mean + random.nextFloat() - 0.5f;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[floats.length * Float.BYTES]);
    MemorySegment.copy(floats, 0, data, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, floats.length);
    List<Long> dimensions = shape.stream().map(Integer::longValue).toList();
    writer.tensor(new TensorInfo(name, GgmlType.F32, dimensions, data));
  }
}
