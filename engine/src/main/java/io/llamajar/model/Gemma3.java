package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gemma 3: most layers see only a sliding window, and norms stand on both sides of each part.
 *
 * <p>Every sixth layer is global; the two kinds turn their heads by different rotary embeddings.
 * Source: Gemma Team, <i>Gemma 3 Technical Report</i>, 2025.
 */
final class Gemma3 implements Decoder {
  private static final int PATTERN = 6; // one global layer in so many, where a file does not say
  private static final String WINDOW_PATTERN = "attention.sliding_window_pattern";
  private static final int LAYERS_OF_27B = 62;

  /** Both parts of a layer with their norms, and whether it sees only the window. */
  private record Block(
      Vector attentionNorm,
      Attention attention,
      Vector attentionPostNorm,
      Vector feedForwardNorm,
      FeedForward feedForward,
      Vector feedForwardPostNorm,
      boolean local) {}

  private final Head head;
  private final List<Block> blocks;
  private final Rope globalRope;
  private final Rope localRope;
  private final float epsilon;
  private final float embeddingScale;

  Gemma3(ModelFile file) {
    if (file.real("final_logit_softcapping", 0, 0, Float.MAX_VALUE) != 0) {
      throw new LlamajarException(
          "Logits of gemma3 models cannot be capped yet, but %s asks for it"
              .formatted(file.key("final_logit_softcapping")));
    }
    head = Head.load(file);
    blocks =
        IntStream.range(0, file.positive("block_count")).mapToObj(i -> block(file, i)).toList();
    int headWidth = blocks.getFirst().attention().kv().keyWidth();
    globalRope = Ropes.load(file, Pairing.HALVES, headWidth);
    localRope = Ropes.plain(file, Pairing.HALVES, headWidth, "rope.freq_base_swa");
    epsilon = file.epsilon("attention.layer_norm_rms_epsilon");
    embeddingScale = (float) Math.sqrt(file.positive("embedding_length"));
  }

  private static Block block(ModelFile file, int layer) {
    int width = file.positive("embedding_length");
    int window = file.metadata().integer(file.key("attention.sliding_window"), 0);
    boolean local = window > 0 && isLocal(file, layer);
    KvShape kv = Attention.kvShape(file, layer);
    int evenShare = Math.max(1, width / file.positivePerLayer("attention.head_count", 0));
    // The 27B model divides by the width of an even share of the embedding instead.
    int scaleWidth = file.positive("block_count") == LAYERS_OF_27B ? evenShare : kv.keyWidth();
    AttentionSettings settings =
        AttentionSettings.of(file, kv)
            .withScale(1 / Math.sqrt(scaleWidth))
            .withWindow(local ? window : Integer.MAX_VALUE)
            .withHeadNorms();
    String name = "blk." + layer + ".";
    return new Block(
        file.vector(name + "attn_norm.weight", width),
        Attention.load(file, layer, settings),
        file.vector(name + "post_attention_norm.weight", width),
        file.vector(name + "ffn_norm.weight", width),
        FeedForward.Dense.load(file, layer, Activation.GELU),
        file.vector(name + "post_ffw_norm.weight", width),
        local);
  }

  /** The pattern is a list of flags, or a period whose last layer is global. */
  private static boolean isLocal(ModelFile file, int layer) {
    Optional<GgufValue.Array> flags = file.findPerLayer(WINDOW_PATTERN);
    if (flags.isPresent()) {
      return flags.get().whole(layer) != 0;
    }
    int pattern = file.positive(WINDOW_PATTERN, PATTERN);
    return layer % pattern < pattern - 1;
  }

  @Override
  public int vocabularySize() {
    return head.vocabularySize();
  }

  @Override
  public List<KvShape> cacheShapes() {
    return blocks.stream().map(block -> block.attention().kv()).toList();
  }

  @Override
  public Tensor forward(Ops ops, int[] tokens, Batch batch) {
    Tensor x = head.embed(ops, tokens, batch.rows()); // [rows, width]
    ops.scale(x, embeddingScale);
    Tensor globalAngles = ops.angles(globalRope, batch);
    Tensor localAngles = ops.angles(localRope, batch);
    for (Block block : blocks) {
      int mark = ops.workspace().mark();
      Rope rope = block.local() ? localRope : globalRope;
      Tensor angles = block.local() ? localAngles : globalAngles;
      Tensor h = ops.normalize(x, block.attentionNorm(), epsilon);
      h = block.attention().apply(ops, h, rope, angles, batch);
      ops.normalizeInPlace(h, block.attentionPostNorm(), epsilon);
      ops.add(x, h);
      h = ops.normalize(x, block.feedForwardNorm(), epsilon);
      h = block.feedForward().apply(ops, h);
      ops.normalizeInPlace(h, block.feedForwardPostNorm(), epsilon);
      ops.add(x, h);
      ops.workspace().release(mark);
    }
    return head.logits(ops, x, batch);
  }
}
