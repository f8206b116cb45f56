package io.llamajar;

import io.llamajar.gguf.GgufValue;

/**
 * Writes a decoder that the kit lacks, in the shapes of an architecture: four layers, of which the
 * first has no experts and the middle two see a window where others see all.
 */
final class TinyDecoder extends TinyFile {
  private static final int LAYERS = 4;
  private static final int WINDOW = 8;
  private static final int LATENT = 24; // of latent attention

  TinyDecoder(String architecture) {
    super(architecture);
  }

  @Override
  void fill(int vocabulary) {
    settings();
    extraSettings();
    matrix("token_embd", WIDTH, vocabulary);
    norm("output_norm");
    if (!is("bitnet")) {
      matrix("output", WIDTH, vocabulary);
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      layer("blk." + layer + ".", layer);
    }
  }

  private void settings() {
    put("block_count", LAYERS);
    put("context_length", 64);
    put("embedding_length", WIDTH);
    put("feed_forward_length", is("qwen") ? 2 * FEEDING : FEEDING);
    put("attention.head_count", 2);
    put("attention.head_count_kv", is("qwen") ? 2 : 1);
    String norm = is("jais2", "cohere2moe") ? "norm" : "norm_rms";
    put("attention.layer_" + norm + "_epsilon", 1e-5);
    put("rope.dimension_count", HEAD);
    if (mixes()) {
      put("leading_dense_block_count", is("mistral4", "smallthinker") ? 0 : 1);
      put("expert_count", EXPERTS);
      put("expert_used_count", 2);
      put("expert_feed_forward_length", FEEDING);
      put("expert_shared_count", 1);
      put("expert_shared_feed_forward_length", FEEDING);
      put("expert_weights_norm", new GgufValue.Flag(true));
      if (!is("mimo2", "smallthinker")) {
        put("expert_weights_scale", 1.5);
      }
      put("expert_gating_func", is("mistral4") ? 1 : 2);
    }
  }

  private boolean mixes() {
    return is("exaone-moe", "mistral4", "mimo2", "smallthinker", "step35", "cohere2moe");
  }

  private void extraSettings() {
    switch (architecture) {
      case "exaone-moe", "smallthinker" -> put("attention.sliding_window", WINDOW);
      case "cohere2moe" -> {
        put("attention.sliding_window", WINDOW);
        put("logit_scale", 0.5);
      }
      case "mistral4" -> {
        put("attention.head_count_kv", 1);
        put("attention.q_lora_rank", LATENT);
        put("attention.kv_lora_rank", LATENT);
        put("attention.key_length", LATENT + HEAD / 2);
        put("attention.value_length", LATENT);
        put("attention.key_length_mla", HEAD);
        put("attention.value_length_mla", HEAD);
        put("rope.dimension_count", HEAD / 2);
        put("attention.temperature_scale", 0.1);
        put("attention.temperature_length", 16);
      }
      case "mimo2" -> {
        windows();
        put("attention.head_count_kv", GgufValue.ints(1, 2, 2, 1));
        put("attention.key_length", HEAD);
        put("attention.value_length", HEAD / 2);
        put("attention.value_scale", 0.7);
      }
      case "step35" -> {
        windows();
        put("attention.head_count", GgufValue.ints(2, 4, 4, 2));
        put("attention.head_count_kv", GgufValue.ints(1, 2, 2, 1));
        put("attention.key_length", HEAD);
        put("attention.value_length", HEAD);
        put("swiglu_clamp_exp", GgufValue.floats(0, 0, 0.4f, 0.5f));
        put("swiglu_clamp_shexp", GgufValue.floats(0, 0.3f, 0, 0.4f));
      }
      case "hunyuan_vl" -> {
        put("rope.dimension_sections", GgufValue.ints(2, 2, 2, 2));
        put("rope.scaling.alpha", 50.0);
      }
      default -> {}
    }
  }

  private void windows() {
    put("attention.sliding_window", WINDOW);
    put("attention.sliding_window_pattern", GgufValue.ints(0, 1, 1, 0));
    put("rope.freq_base", 300_000.0);
    put("rope.freq_base_swa", 5_000.0);
  }

  private void layer(String block, int layer) {
    boolean sees = layer == 0 || layer == LAYERS - 1;
    norm(block + "attn_norm");
    switch (architecture) {
      case "mistral4" -> latentAttention(block);
      case "mimo2" -> {
        attention(block, 2, sees ? 1 : 2, HEAD / 2);
        if (!sees) {
          tensor(block + "attn_sinks.weight", x -> x, 2);
        }
      }
      case "step35" -> {
        int heads = sees ? 2 : 4;
        attention(block, heads, heads / 2, HEAD);
        matrix(block + "attn_gate", WIDTH, heads);
      }
      case "qwen" -> {
        matrix(block + "attn_qkv", WIDTH, 3 * WIDTH);
        bias(block + "attn_qkv", 3 * WIDTH);
        matrix(block + "attn_output", WIDTH, WIDTH);
      }
      default -> attention(block, 2, 1, HEAD);
    }
    if (is("exaone-moe", "hunyuan_vl", "maincoder", "step35")) {
      gain(block + "attn_q_norm", HEAD);
      gain(block + "attn_k_norm", HEAD);
    }
    if (!is("cohere2moe")) {
      norm(block + "ffn_norm");
    }
    feeding(block, mixes() && (layer > 0 || is("mistral4", "smallthinker")));
    if (is("bitnet")) {
      gain(block + "attn_sub_norm", WIDTH);
      gain(block + "ffn_sub_norm", FEEDING);
      for (String name : new String[] {"attn_q", "attn_output", "ffn_up", "ffn_down"}) {
        tensor(block + name + ".scale", x -> 1 + 0.3 * x, 1);
      }
    }
  }

  private void attention(String block, int heads, int keyHeads, int valueWidth) {
    boolean biased = is("pangu-embedded", "jais2");
    linear(block + "attn_q", WIDTH, heads * HEAD, biased);
    linear(block + "attn_k", WIDTH, keyHeads * HEAD, biased);
    linear(block + "attn_v", WIDTH, keyHeads * valueWidth, biased);
    linear(block + "attn_output", heads * valueWidth, WIDTH, biased);
  }

  private void latentAttention(String block) {
    matrix(block + "attn_q_a", WIDTH, LATENT);
    gain(block + "attn_q_a_norm", LATENT);
    matrix(block + "attn_q_b", LATENT, 2 * HEAD);
    matrix(block + "attn_kv_a_mqa", WIDTH, LATENT + HEAD / 2);
    gain(block + "attn_kv_a_norm", LATENT);
    matrix(block + "attn_k_b", HEAD / 2, LATENT, 2);
    matrix(block + "attn_v_b", LATENT, HEAD, 2);
    matrix(block + "attn_output", 2 * HEAD, WIDTH);
  }

  private void feeding(String block, boolean experts) {
    if (!experts) {
      boolean biased = is("jais2");
      if (!biased) {
        matrix(block + "ffn_gate", WIDTH, FEEDING);
      }
      linear(block + "ffn_up", WIDTH, FEEDING, biased);
      linear(block + "ffn_down", FEEDING, WIDTH, biased);
      return;
    }
    matrix(block + "ffn_gate_inp", WIDTH, EXPERTS);
    matrix(block + "ffn_gate_exps", WIDTH, FEEDING, EXPERTS);
    matrix(block + "ffn_up_exps", WIDTH, FEEDING, EXPERTS);
    matrix(block + "ffn_down_exps", FEEDING, WIDTH, EXPERTS);
    if (is("exaone-moe", "mimo2", "step35")) {
      bias(block + "exp_probs_b", EXPERTS);
    }
    if (!is("mimo2", "smallthinker")) {
      matrix(block + "ffn_gate_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_up_shexp", WIDTH, FEEDING);
      matrix(block + "ffn_down_shexp", FEEDING, WIDTH);
    }
  }

  private void linear(String name, int columns, int rows, boolean biased) {
    matrix(name, columns, rows);
    if (biased) {
      bias(name, rows);
    }
  }

  private void norm(String name) {
    gain(name, WIDTH);
    if (is("jais2")) {
      bias(name, WIDTH);
    }
  }
}
