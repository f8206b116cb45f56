package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How models are run: the options of commands that make one think. */
final class EngineSettings {
  /** What keys and values can be kept in. */
  enum KeptAs {
    F16(GgmlType.F16),
    F32(GgmlType.F32),
    Q8_0(GgmlType.Q8_0);

    private final GgmlType type;

    KeptAs(GgmlType type) {
      this.type = type;
    }
  }

  private static final int DEFAULT = -1; // by llama.cpp's custom

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "compute with so many threads (default: as many as there are cores)")
  private int threads;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      description =
          "remember at most so many tokens (default: as many as the model was trained on)")
  private int context;

  @Option(
      names = "--kv",
      paramLabel = "f16|f32|q8_0",
      description = "what the memory of these tokens is kept in (default: f16)")
  private KeptAs kept = KeptAs.F16;

  @Option(
      names = {"--lora", "--lora-scaled"},
      split = ",",
      paramLabel = "FILE[:SCALE]",
      description = "use a LoRA adapter, so much of it (default: 1); may be repeated")
  private List<String> loras = List.of();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description =
          "take at most so much for the memory of all tokens, such as 500M or 4G (default: what"
              + " the machine can spare)")
  private long memory;

  @Mixin private final SpeculationSettings speculation = new SpeculationSettings();

  ModelOptions options(Console console) {
    try {
      ModelOptions options =
          ModelOptions.defaults()
              .withThreads(threads == DEFAULT ? 0 : threads)
              .withContext(context)
              .withKvType(kept.type)
              .withMemory(memory)
              .withLoras(loras.stream().map(text -> LoraWord.of(text).lora(console)).toList())
              .withSpeculation(speculation.speculation());
      return speculation
          .draft()
          .map(file -> options.withDraft(GgufSource.of(file)))
          .orElse(options);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }
}
