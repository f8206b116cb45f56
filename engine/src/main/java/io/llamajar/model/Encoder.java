package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.List;

/**
 * A network whose tokens also see those after them: a text is read in one pass, and nothing follows
 * on it.
 *
 * @param stack built as that of a decoder; its logits mean nothing
 */
public record Encoder(Decoder stack) implements Network {
  @Override
  public int vocabularySize() {
    return stack.vocabularySize();
  }

  @Override
  public int width() {
    return stack.width();
  }

  @Override
  public int longest() {
    return stack.longest();
  }

  @Override
  public List<KvShape> cacheShapes() {
    return stack.cacheShapes();
  }

  @Override
  public Tensor hidden(Ops ops, int[] tokens, Batch batch) {
    return stack.hidden(ops, tokens, batch);
  }
}
