package io.llamajar.tools;

import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.tools.BenchResult.Speed;
import io.llamajar.tools.BenchResult.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens a model and measures how fast it reads and writes. */
public final class Bench {
  private final BenchPlan plan;
  private final boolean reading;

  /**
   * @param reading whether a plain read of the weights is measured too: no generation can be faster
   */
  public Bench(BenchPlan plan, boolean reading) {
    this.plan = plan;
    this.reading = reading;
  }

  /** Measures one model. */
  public BenchResult run(GgufSource source, ModelOptions options) {
    long begin = System.nanoTime();
    try (Model model = Model.open(source, options);
        Sequences sequences = new Sequences(model, plan.sequences())) {
      double opened = secondsSince(begin);
      sequences.generate(1);
      Start start = new Start(opened, secondsSince(begin));
      List<Speed> speeds = speeds(sequences);
      return new BenchResult(
          model.name(),
          source.bytes(),
          TypeSum.of(model.gguf()),
          model.kernels(),
          model.threads(),
          start,
          speeds,
          reading ? Optional.of(read(model)) : Optional.empty(),
          Machine.peakBytes());
    }
  }

  private List<Speed> speeds(Sequences sequences) {
    sequences.truncate(0);
    sequences.read(plan.depth());
    List<Speed> speeds = new ArrayList<>();
    for (Work work : plan.works()) {
      List<Double> measured = new ArrayList<>();
      seconds(sequences, work); // warms up
      for (int i = 0; i < plan.repetitions(); i++) {
        measured.add(work.allTokens() / seconds(sequences, work));
      }
      speeds.add(new Speed(work, List.copyOf(measured)));
    }
    return speeds;
  }

  private static double seconds(Sequences sequences, Work work) {
    sequences.truncate(work.depth());
    long begin = System.nanoTime();
    switch (work.kind()) {
      case PROMPT -> sequences.read(work.tokens());
      case GENERATION -> sequences.generate(work.tokens());
    }
    return secondsSince(begin);
  }

  private Spread read(Model model) {
    ReadSpeed reader =
        new ReadSpeed(model.gguf().tensors().stream().map(TensorInfo::data).toList());
    reader.bytesPerSecond(model.threads()); // warms up
    double[] measured = new double[plan.repetitions()];
    for (int i = 0; i < measured.length; i++) {
      measured[i] = reader.bytesPerSecond(model.threads());
    }
    return Spread.of(measured);
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
