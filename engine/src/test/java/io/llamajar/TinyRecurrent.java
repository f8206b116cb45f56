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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Writes a recurrent model that the kit lacks: random weights, always the same, in the shapes of an
 * architecture. Its second layer attends, if any does.
 */
final class TinyRecurrent {
  private static final int WIDTH = 32;
  private static final int INNER = 64; // of a recurrence
  private static final int FEEDING = 48;
  private static final int DEPTH = 16;
  private static final int RANKS = 4; // heads of Mamba-2, of delta nets
  private static final int GROUPS = 2;
  private static final int EXPERTS = 4;

  private final Random random = new Random(6);
  private final GgufWriter writer = new GgufWriter();
  private final String architecture;

  TinyRecurrent(String architecture) {
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
      settings();
      matrix("token_embd", WIDTH, kit.metadata().array("tokenizer.ggml.tokens").size());
      gain(architecture.equals("lfm2moe") ? "token_embd_norm" : "output_norm", WIDTH);
      for (int layer = 0; layer < 3; layer++) {
        layer("blk." + layer + ".", layer == 1, layer == 2);
      }
      writer.write(file);
    }
  }

  private void settings() {
    writer.put("general.architecture", GgufValue.text(architecture));
    put("block_count", 3);
    put("context_length", 64);
    put("embedding_length", WIDTH);
    put("feed_forward_length", architecture.equals("mamba") ? 0 : FEEDING);
    put("attention.head_count", architecture.equals("mamba") ? 0 : 2);
    boolean perLayer = architecture.equals("jamba") || architecture.equals("lfm2moe");
    GgufValue heads = perLayer ? GgufValue.ints(0, 1, 0) : GgufValue.uint32(1);
    writer.put(architecture + ".attention.head_count_kv", heads);
    writer.put(architecture + ".attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5f));
    put("attention.key_length", 16);
    put("attention.value_length", 16);
    put("rope.dimension_count", 16);
    writer.put(architecture + ".rope.dimension_sections", GgufValue.ints(2, 2, 2, 2));
    put("full_attention_interval", 2);
    put("shortconv.l_cache", 3);
    put("ssm.conv_kernel", 4);
    put("ssm.inner_size", INNER);
    put("ssm.state_size", DEPTH);
    put("ssm.time_step_rank", RANKS);
    put("ssm.group_count", GROUPS);
    put("leading_dense_block_count", 2);
    put("expert_count", architecture.equals("falcon-h1") ? 0 : EXPERTS);
    put("expert_used_count", architecture.equals("falcon-h1") ? 0 : 2);
    put("expert_feed_forward_length", FEEDING);
    put("expert_shared_feed_forward_length", FEEDING);
    put("expert_gating_func", architecture.equals("lfm2moe") ? 2 : 1);
  }

  private void put(String key, int value) {
    writer.put(architecture + "." + key, GgufValue.uint32(value));
  }

  private void layer(String block, boolean attends, boolean isLast) {
    gain(block + "attn_norm", WIDTH);
    switch (architecture) {
      case "mamba" -> mamba(block, false);
      case "jamba" -> {
        if (attends) {
          attention(block, 1);
        } else {
          mamba(block, true);
        }
        gain(block + "ffn_norm", WIDTH);
        feeding(block, isLast, false);
      }
      case "falcon-h1" -> {
        attention(block, 1);
        mamba2(block);
        tensor(block + "ffn_norm", x -> 1 + 0.1 * x, WIDTH);
        feeding(block, false, false);
      }
      case "lfm2moe" -> {
        if (attends) {
          attention(block, 1);
          gain(block + "attn_q_norm", 16);
          gain(block + "attn_k_norm", 16);
        } else {
          tensor(block + "shortconv.conv.weight", x -> 0.5 * x, 3, WIDTH);
          matrix(block + "shortconv.in_proj", WIDTH, 3 * WIDTH);
          matrix(block + "shortconv.out_proj", WIDTH, WIDTH);
        }
        gain(block + "ffn_norm", WIDTH);
        feeding(block, isLast, false);
        if (isLast) {
          tensor(block + "exp_probs_b.bias", x -> 0.2 * x, EXPERTS);
        }
      }
      default -> {
        if (attends) {
          attention(block, 2);
          gain(block + "attn_q_norm", 16);
          gain(block + "attn_k_norm", 16);
        } else {
          deltaNet(block, architecture.equals("qwen3next"));
        }
        gain(block + "post_attention_norm", WIDTH);
        feeding(block, true, true);
      }
    }
  }

  private void attention(String block, int perHead) {
    matrix(block + "attn_q", WIDTH, 2 * 16 * perHead);
    matrix(block + "attn_k", WIDTH, 16);
    matrix(block + "attn_v", WIDTH, 16);
    matrix(block + "attn_output", 2 * 16, WIDTH);
  }

  private void feeding(String block, boolean experts, boolean shared) {
    if (!experts) {
      matrix(block + "ffn_gate", WIDTH, FEEDING);
      matrix(block + "ffn_up", WIDTH, FEEDING);
      matrix(block + "ffn_down", FEEDING, WIDTH);
      return;
    }
    matrix(block + "ffn_gate_inp", WIDTH, EXPERTS);
    matrix(block + "ffn_gate_exps", WIDTH, FEEDING, EXPERTS);
    matrix(block + "ffn_up_exps", WIDTH, FEEDING, EXPERTS);
    matrix(block + "ffn_down_exps", FEEDING, WIDTH, EXPERTS);
    if (shared) {
      matrix(block + "ffn_gate_inp_shexp", WIDTH);
      matrix(block + "ffn_gate_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_up_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_down_shexp", FEEDING, WIDTH);
    }
  }

  private void mamba(String block, boolean norms) {
    matrix(block + "ssm_in", WIDTH, 2 * INNER);
    convolution(block, INNER);
    tensor(block + "ssm_conv1d.bias", x -> 0.2 * x, INNER);
    matrix(block + "ssm_x", INNER, RANKS + 2 * DEPTH);
    matrix(block + "ssm_dt", RANKS, INNER);
    if (norms) {
      gain(block + "ssm_dt_norm", RANKS);
      gain(block + "ssm_b_norm", DEPTH);
      gain(block + "ssm_c_norm", DEPTH);
    }
    pace(block, INNER, DEPTH, INNER);
    tensor(block + "ssm_d", x -> 1 + x / 2, INNER);
    matrix(block + "ssm_out", INNER, WIDTH);
  }

  private void mamba2(String block) {
    int channels = INNER + 2 * GROUPS * DEPTH;
    matrix(block + "ssm_in", WIDTH, INNER + channels + RANKS);
    convolution(block, channels);
    tensor(block + "ssm_conv1d.bias", x -> 0.2 * x, channels);
    pace(block, RANKS, 1, RANKS);
    tensor(block + "ssm_d", x -> 1 + x / 2, 1, RANKS);
    tensor(block + "ssm_norm.weight", x -> 1 + 0.1 * x, INNER / GROUPS, GROUPS);
    matrix(block + "ssm_out", INNER, WIDTH);
  }

  private void deltaNet(String block, boolean joint) {
    int channels = INNER + 2 * GROUPS * DEPTH;
    if (joint) {
      matrix(block + "ssm_in", WIDTH, channels + INNER);
      matrix(block + "ssm_ba", WIDTH, 2 * RANKS);
    } else {
      matrix(block + "attn_qkv", WIDTH, channels);
      matrix(block + "attn_gate", WIDTH, INNER);
      matrix(block + "ssm_alpha", WIDTH, RANKS);
      matrix(block + "ssm_beta", WIDTH, RANKS);
    }
    convolution(block, channels);
    pace(block, RANKS, RANKS);
    gain(block + "ssm_norm", DEPTH);
    matrix(block + "ssm_out", INNER, WIDTH);
  }

  private void convolution(String block, int channels) {
    tensor(block + "ssm_conv1d.weight", x -> 0.4 * x, 4, channels);
  }

  /** How fast things fade, and the bias of a token's own part in that. */
  private void pace(String block, int biases, int... shape) {
    tensor(block + "ssm_dt.bias", x -> x / 2 - 1, biases);
    tensor(block + "ssm_a", x -> -0.1 - x * x, shape);
  }

  private void gain(String name, int size) {
    tensor(name + ".weight", x -> 1 + 0.1 * x, size);
  }

  private void matrix(String name, int... shape) {
    tensor(name + ".weight", x -> x * 1.2 / Math.sqrt(shape[0]), shape);
  }

  private void tensor(String name, DoubleUnaryOperator value, int... shape) {
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
