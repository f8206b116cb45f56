package io.llamajar;

import io.llamajar.model.Decoder;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.util.List;

/**
 * A forward pass: tokens of some sessions go in together, so that weights are read once for all.
 *
 * <p>What a session gets does not depend on its neighbours, to the bit.
 */
final class Pass {
  /** The most tokens of a pass: bounds scratch memory. */
  static final int ROWS = 512;

  private final Decoder decoder;
  private final Ops ops;
  private final Batch batch = new Batch();
  private final int[] tokens = new int[ROWS];

  Pass(Decoder decoder, Ops ops) {
    this.decoder = decoder;
    this.ops = ops;
  }

  /**
   * Reads as much of what sessions are to read as one pass takes; those that use other adapters
   * than the first of them wait. Where an exception comes in between, nothing was read.
   */
  void run(List<Session> sessions) {
    try {
      join(sessions);
      Tensor logits = decoder.forward(ops, tokens, batch);
      int row = 0;
      for (Session session : sessions) {
        row = session.context().show(logits, row);
      }
      batch.advance();
      for (Session session : sessions) {
        session.context().remember();
      }
    } finally {
      batch.clear();
      ops.reset();
    }
  }

  private void join(List<Session> sessions) {
    Context first = sessions.getFirst().context();
    for (int i = 1; i < sessions.size() && !first.isReading(); i++) {
      first = sessions.get(i).context();
    }
    for (Session session : sessions) {
      if (session.context().changes().equals(first.changes())) {
        session.context().join(batch, tokens);
      } else {
        session.context().stay();
      }
    }
    ops.use(first.changes());
  }
}
