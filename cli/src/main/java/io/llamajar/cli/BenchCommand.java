package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.tools.Bench;
import io.llamajar.tools.BenchPlan;
import io.llamajar.tools.BenchResult;
import io.llamajar.tools.Machine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llamajar bench}: how fast models read and write on this machine. */
@Command(
    name = "bench",
    sortOptions = false,
    description = "Measures how many tokens per second are read (pp) and generated (tg).")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "a model, a file or a name; may be repeated (default: the built-in demo model)")
  private List<String> files = List.of();

  @Option(
      names = {"-p", "--prompt"},
      split = ",",
      paramLabel = "N",
      description = "read prompts of so many tokens; 0: none (default: 512)")
  private List<Integer> prompts = List.of(512);

  @Option(
      names = {"-n", "--generate"},
      split = ",",
      paramLabel = "N",
      description = "generate so many tokens; 0: none (default: 64)")
  private List<Integer> generations = List.of(64);

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      description = "with so many tokens already in the context (default: 0)")
  private int depth;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description = "so many texts grow together (default: 1)")
  private int sequences = 1;

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "measure each so often, after a run that does not count (default: 5)")
  private int repetitions = 5;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "compute with so many threads (default: as many as there are cores)")
  private int threads;

  @Option(
      names = "--kv",
      paramLabel = "f16|f32",
      description = "what the memory of tokens is kept in (default: f16)")
  private GgmlType kvType = GgmlType.F16;

  @Option(
      names = "--memory",
      description = "also measure how fast the weights can be read: the limit of generation")
  private boolean memory;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "md|json|csv",
      description = "how to show the results (default: md)")
  private BenchReport.Format format = BenchReport.Format.MD;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BenchPlan plan;
    ModelOptions options;
    try {
      plan = new BenchPlan(prompts, generations, depth, sequences, repetitions);
      options =
          ModelOptions.defaults()
              .withThreads(threads)
              .withContext(plan.context())
              .withKvType(kvType);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
    Bench bench = new Bench(plan, memory);
    List<BenchResult> results =
        sources().stream().map(source -> bench.run(source, options)).toList();
    console.print(new BenchReport(Machine.here(), results).text(format));
    return 0;
  }

  private List<GgufSource> sources() {
    return files.isEmpty()
        ? List.of(DemoModel.source())
        : files.stream().map(word -> ModelLocator.locate(word, console)).toList();
  }
}
