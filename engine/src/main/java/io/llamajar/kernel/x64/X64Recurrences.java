package io.llamajar.kernel.x64;

import io.llamajar.kernel.Convolution;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.kernel.Recurrences;
import io.llamajar.kernel.SelectiveScan;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;

/**
 * The operations of layers with a state by assembled code of one instruction set; what C2 makes
 * good vector code of, by plain Java.
 */
final class X64Recurrences implements Recurrences {
  private final Recurrences plain;
  private final Scans scans;
  private final Deltas deltas;
  private final SoftKnee softKnee;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  X64Recurrences(Isa isa, Norms norms, Recurrences plain) {
    this.plain = plain;
    this.scans = new Scans(isa);
    this.deltas = new Deltas(isa, norms);
    this.softKnee = new SoftKnee(isa);
  }

  /** What a thread needs besides what it is given; it serves call after call. */
  static final class Scratch {
    final Arguments arguments = new Arguments();

    /** What a head does at each token. */
    final Room paces = new Room();

    /** Queries and keys of length 1. */
    final Room directions = new Room();

    /** A part of a matrix. */
    final Room kept = new Room();
  }

  @Override
  public void convolve(Convolution convolution, Tensor x, Batch batch, Tensor y, int from, int to) {
    plain.convolve(convolution, x, batch, y, from, to);
  }

  @Override
  public void scan(
      SelectiveScan scan, Tensor x, Tensor steps, Batch batch, Tensor y, int from, int to) {
    int items = scan.items();
    for (int i = from; i < to; i++) {
      Scans.Operands operands = new Scans.Operands(scan, x, steps, batch, i / items, y);
      scans.scan(operands, i % items, scratch.get());
    }
  }

  @Override
  public void correct(
      DeltaRule rule,
      Tensor x,
      Tensor decays,
      Tensor shares,
      Batch batch,
      Tensor y,
      int from,
      int to) {
    if (decays.columns() > rule.heads()) { // a pace for each value of a key
      plain.correct(rule, x, decays, shares, batch, y, from, to);
      return;
    }
    Deltas.Operands operands = new Deltas.Operands(rule, x, decays, shares, batch, y);
    for (int item = from; item < to; item++) {
      deltas.correct(operands, item / rule.heads(), item % rule.heads(), scratch.get());
    }
  }

  @Override
  public void softplus(Tensor x, int from, int to) {
    softKnee.soften(x, from, to, scratch.get().arguments);
  }

  @Override
  public void multiply(Tensor x, Tensor factors, int from, int to) {
    plain.multiply(x, factors, from, to);
  }
}
