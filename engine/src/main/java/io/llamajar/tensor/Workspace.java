package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The scratch tensors of a forward pass, handed out like a stack.
 *
 * <p>A pass asks for the same tensors in the same order every time, so after the first pass nothing
 * is allocated any more. What was handed out since a {@link #mark} comes back with {@link
 * #release}.
 */
public final class Workspace implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final List<Tensor> tensors = new ArrayList<>();
  private int next;

  /** A tensor of this shape with arbitrary content, valid until it is released. */
  public Tensor tensor(int rows, int columns) {
    if (next == tensors.size()) {
      tensors.add(new Tensor(arena, rows, columns));
    }
    Tensor tensor = tensors.get(next++);
    tensor.reshape(rows, columns);
    return tensor;
  }

  /** The present height of the stack. */
  public int mark() {
    return next;
  }

  /** Takes back everything handed out since the mark. */
  public void release(int mark) {
    next = mark;
  }

  @Override
  public void close() {
    arena.close();
  }
}
