package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.MachineMemory;
import io.llamajar.ModelOptions;
import io.llamajar.server.Models;
import io.llamajar.server.Server;
import io.llamajar.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar serve}: models for clients of OpenAI's API and others, over HTTP. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Answers requests over HTTP, by the APIs of OpenAI and llama.cpp.",
      "Prints its address on standard output and runs until it is ended by ^C or SIGTERM; then it",
      "finishes what it has begun. Options from -n to -jf are for requests that do not say."
    })
final class ServeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ServedModels files = new ServedModels();
  @Mixin private final ServerSettings settings = new ServerSettings();
  @Mixin private final ReasoningSettings reasoning = new ReasoningSettings();
  @Mixin private final TemplateSettings templates = new TemplateSettings();
  @Mixin private final TemplateFile template = new TemplateFile();

  @Option(
      names = {"-np", "--parallel"},
      paramLabel = "N",
      description = "generate at most so many texts at a time (default: 64)")
  private int parallel = ModelOptions.defaults().parallel();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "have at most so many texts wait, refuse others (default: 1024)")
  private int queue = ModelOptions.defaults().queue();

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      description = "at the end, wait so long for what is being answered (default: 30)")
  private int drainSeconds = 30;

  @Option(
      names = {"-n", "--predict", "--n-predict"},
      paramLabel = "N",
      description =
          "write at most so many tokens if a request does not say; -1: as many as the context takes"
              + " (default)")
  private int maxTokens = GenerationOptions.UNLIMITED;

  @Mixin private final SamplingSettings sampling = new SamplingSettings();
  @Mixin private final EngineSettings engine = new EngineSettings();
  @Mixin private final Confinement confinement = new Confinement();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (drainSeconds < 0) {
      throw new UsageException(
          "The seconds to wait at the end are %d; give 0 or more".formatted(drainSeconds));
    }
    ServerOptions listening =
        settings
            .options()
            .withGeneration(sampling.options(maxTokens))
            .withReasoning(reasoning.reasoning())
            .withTemplateVariables(templates.variables());
    List<Models.Source> sources = files.sources(console);
    ModelOptions options = template.addTo(options());
    confinement.begin(console, listening.savedTexts().stream().toList());
    Models models = new Models(sources, options, MachineMemory.available(), console::tell);
    try (models;
        Server server = Server.start(listening, models, console::tell)) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().unstarted(() -> end(server, models)));
      confinement.close(console);
      console.println("Llamajar listens on " + server.uri());
      server.await();
    }
    return 0;
  }

  private ModelOptions options() {
    try {
      return engine.options(console).withParallel(parallel).withQueue(queue);
    } catch (LlamajarException e) {
      throw new UsageException(e);
    }
  }

  /** What a signal to end does; Java by itself would then exit with the signal's number. */
  private void end(Server server, Models models) {
    server.drain(Duration.ofSeconds(drainSeconds));
    models.close();
    Runtime.getRuntime().halt(0);
  }
}
