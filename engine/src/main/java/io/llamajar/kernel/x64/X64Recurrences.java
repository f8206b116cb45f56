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
  private final Deltas deltas;
  private final ThreadLocal<Deltas.Scratch> deltaScratch =
      ThreadLocal.withInitial(Deltas.Scratch::new);
  private final Scans scans;
  private final ThreadLocal<Scans.Scratch> scanScratch =
      ThreadLocal.withInitial(Scans.Scratch::new);

  X64Recurrences(Isa isa, Norms norms, Recurrences plain) {
    this.plain = plain;
    this.deltas = new Deltas(isa, norms);
    this.scans = new Scans(isa);
  }

  @Override
  public void convolve(Convolution convolution, Tensor x, Batch batch, Tensor y, int from, int to) {
    plain.convolve(convolution, x, batch, y, from, to);
  }

  @Override
  public void scan(
      SelectiveScan scan, Tensor x, Tensor steps, Batch batch, Tensor y, int from, int to) {
    Scans.Operands operands = new Scans.Operands(scan, x, steps, batch, y);
    int heads = scan.heads();
    int end;
    for (int item = from; item < to; item = end) {
      int sequence = item / heads;
      int first = sequence * heads;
      if (scan.isOfChannels()) {
        end = Math.min(to, first + heads);
        scans.scanChannels(operands, sequence, item - first, end - first, scanScratch.get());
      } else {
        end = item + 1;
        scans.scanHead(operands, sequence, item - first, scanScratch.get());
      }
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
    Deltas.Operands operands = new Deltas.Operands(rule, x, decays, shares, batch, y);
    for (int item = from; item < to; item++) {
      deltas.correct(operands, item / rule.heads(), item % rule.heads(), deltaScratch.get());
    }
  }

  @Override
  public void softplus(Tensor x, int from, int to) {
    plain.softplus(x, from, to);
  }

  @Override
  public void multiply(Tensor x, Tensor factors, int from, int to) {
    plain.multiply(x, factors, from, to);
  }
}
