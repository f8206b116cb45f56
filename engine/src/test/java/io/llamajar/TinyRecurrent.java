package io.llamajar;

import io.llamajar.gguf.GgufValue;
import java.util.List;

/**
 * Writes a recurrent model that the kit lacks: random weights, always the same, in the shapes of an
 * architecture. Its second layer attends, if any does.
 */
final class TinyRecurrent extends TinyFile {
  private static final int INNER = 64; // of a recurrence
  private static final int DEPTH = 16;
  private static final int RANKS = 4; // heads of Mamba-2, of delta nets
  private static final int GROUPS = 2;
  private static final int LATENT = 24; // what experts see

  TinyRecurrent(String architecture) {
    super(architecture);
  }

  @Override
  void fill(int vocabulary) {
    settings();
    matrix("token_embd", WIDTH, vocabulary);
    if (is("kimi-linear")) {
      matrix("output", WIDTH, vocabulary);
    }
    gain(is("lfm2moe") ? "token_embd_norm" : "output_norm", WIDTH);
    for (int layer = 0; layer < 3; layer++) {
      layer("blk." + layer + ".", layer == 1, layer == 2);
    }
  }

  private void settings() {
    put("block_count", 3);
    put("context_length", 64);
    put("embedding_length", WIDTH);
    put("feed_forward_length", is("mamba") ? 0 : FEEDING);
    if (is("plamo2")) {
      put("attention.head_count", GgufValue.ints(0, 2, 0));
    } else {
      put("attention.head_count", is("mamba") ? 0 : 2);
    }
    boolean perLayer = is("jamba", "kimi-linear", "lfm2moe", "nemotron_h_moe", "plamo2");
    GgufValue heads = perLayer ? GgufValue.ints(0, 1, 0) : GgufValue.uint32(1);
    put("attention.head_count_kv", heads);
    // Nemotron's have one for both kinds of norms.
    String norm = is("nemotron_h_moe") ? "norm" : "norm_rms";
    put("attention.layer_" + norm + "_epsilon", 1e-5);
    put("attention.key_length", 16);
    put("attention.value_length", 16);
    put("rope.dimension_count", 16);
    put("rope.dimension_sections", GgufValue.ints(2, 2, 2, 2));
    put("full_attention_interval", 2);
    put("shortconv.l_cache", 3);
    put("ssm.conv_kernel", 4);
    put("ssm.inner_size", INNER);
    put("ssm.state_size", DEPTH);
    put("ssm.time_step_rank", RANKS);
    put("ssm.group_count", is("plamo2") ? 0 : GROUPS);
    put("leading_dense_block_count", 2);
    boolean mixes = !is("falcon-h1", "plamo2");
    put("expert_count", mixes ? EXPERTS : 0);
    put("expert_used_count", mixes ? 2 : 0);
    put("expert_feed_forward_length", FEEDING);
    put("expert_shared_feed_forward_length", FEEDING);
    put("expert_gating_func", is("lfm2moe") ? 2 : 1);
    extraSettings();
  }

  private void extraSettings() {
    if (is("kimi-linear")) {
      put("leading_dense_block_count", 0);
      put("expert_gating_func", 2);
      put("expert_weights_scale", 2.5);
      put("expert_shared_count", 1);
      put("attention.kv_lora_rank", LATENT);
      put("attention.key_length", LATENT + HEAD / 2);
      put("attention.value_length", LATENT);
      put("attention.key_length_mla", HEAD);
      put("attention.value_length_mla", HEAD);
      put("rope.dimension_count", HEAD / 2);
      put("kda.head_dim", HEAD);
    }
    if (is("nemotron_h_moe")) {
      put("feed_forward_length", GgufValue.ints(0, 0, FEEDING));
      put("moe_latent_size", LATENT);
      put("expert_shared_count", 1);
      put("expert_weights_scale", 2.5);
      put("expert_weights_norm", new GgufValue.Flag(true));
    }
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
      case "nemotron_h_moe" -> {
        if (attends) {
          attention(block, 1);
        } else if (isLast) {
          narrowExperts(block);
        } else {
          mamba2(block);
        }
      }
      case "kimi-linear" -> kimi(block, attends);
      case "plamo2" -> plamo(block, attends);
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
      if (!is("kimi-linear")) {
        matrix(block + "ffn_gate_inp_shexp", WIDTH);
      }
      matrix(block + "ffn_gate_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_up_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_down_shexp", FEEDING, WIDTH);
    }
  }

  private void kimi(String block, boolean attends) {
    if (attends) {
      latentAttention(block);
    } else {
      deltaAttention(block);
    }
    gain(block + "ffn_norm", WIDTH);
    feeding(block, true, true);
    bias(block + "exp_probs_b", EXPERTS);
  }

  private void latentAttention(String block) {
    matrix(block + "attn_q", WIDTH, 2 * HEAD);
    matrix(block + "attn_kv_a_mqa", WIDTH, LATENT + HEAD / 2);
    gain(block + "attn_kv_a_norm", LATENT);
    matrix(block + "attn_k_b", HEAD / 2, LATENT, 2);
    matrix(block + "attn_v_b", LATENT, HEAD, 2);
    matrix(block + "attn_output", 2 * HEAD, WIDTH);
  }

  /** Of two heads. */
  private void deltaAttention(String block) {
    for (String name : List.of("q", "k", "v")) {
      matrix(block + "attn_" + name, WIDTH, 2 * HEAD);
      tensor(block + "ssm_conv1d_" + name + ".weight", x -> 0.4 * x, 4, 1, 2 * HEAD);
    }
    for (String name : List.of("ssm_f", "ssm_g")) {
      matrix(block + name + "_a", WIDTH, HEAD);
      matrix(block + name + "_b", HEAD, 2 * HEAD);
    }
    matrix(block + "ssm_beta", WIDTH, 2);
    pace(block, 2 * HEAD, 1, 2);
    gain(block + "ssm_norm", HEAD);
    matrix(block + "attn_output", 2 * HEAD, WIDTH);
  }

  /** Experts without gates that see less than the one that is shared. */
  private void narrowExperts(String block) {
    matrix(block + "ffn_gate_inp", WIDTH, EXPERTS);
    bias(block + "exp_probs_b", EXPERTS);
    matrix(block + "ffn_latent_down", WIDTH, LATENT);
    matrix(block + "ffn_latent_up", LATENT, WIDTH);
    matrix(block + "ffn_up_exps", LATENT, FEEDING, EXPERTS);
    matrix(block + "ffn_down_exps", FEEDING, LATENT, EXPERTS);
    matrix(block + "ffn_up_shexp", WIDTH, FEEDING);
    matrix(block + "ffn_down_shexp", FEEDING, WIDTH);
  }

  private void plamo(String block, boolean attends) {
    if (attends) {
      matrix(block + "attn_qkv", WIDTH, 4 * HEAD);
      tensor(block + "attn_q_norm.weight", x -> 1 + 0.1 * x, HEAD, 2);
      tensor(block + "attn_k_norm.weight", x -> 1 + 0.1 * x, HEAD, 1);
      matrix(block + "attn_output", 2 * HEAD, WIDTH);
    } else {
      plamoScan(block);
    }
    tensor(block + "post_attention_norm", x -> 0.5 + 0.1 * x, WIDTH);
    gain(block + "ffn_norm", WIDTH);
    matrix(block + "ffn_up", WIDTH, 2 * FEEDING);
    matrix(block + "ffn_down", FEEDING, WIDTH);
    tensor(block + "post_ffw_norm", x -> 0.5 + 0.1 * x, WIDTH);
  }

  private void plamoScan(String block) {
    int ranks = 64; // no fewer
    matrix(block + "ssm_in", WIDTH, 2 * INNER);
    convolution(block, INNER);
    matrix(block + "ssm_x", INNER, ranks + 2 * DEPTH);
    matrix(block + "ssm_dt", ranks, RANKS);
    tensor(block + "ssm_dt_norm", x -> 1 + 0.1 * x, ranks);
    tensor(block + "ssm_b_norm", x -> 1 + 0.1 * x, DEPTH);
    tensor(block + "ssm_c_norm", x -> 1 + 0.1 * x, DEPTH);
    pace(block, RANKS, RANKS);
    tensor(block + "ssm_d", x -> 1 + x / 2, RANKS);
    matrix(block + "ssm_out", INNER, WIDTH);
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
}
