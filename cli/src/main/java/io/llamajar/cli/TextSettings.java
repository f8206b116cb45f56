package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How text is generated, and how much of it: options of commands that write one. */
final class TextSettings {
  @Option(
      names = {"-n", "--max-tokens", "--predict", "--n-predict"},
      paramLabel = "N",
      description = "write at most so many tokens; -1: as many as the context takes (default)")
  private int maxTokens = GenerationOptions.UNLIMITED;

  @Mixin private final SamplingSettings sampling = new SamplingSettings();

  GenerationOptions options() {
    return sampling.options(maxTokens);
  }
}
