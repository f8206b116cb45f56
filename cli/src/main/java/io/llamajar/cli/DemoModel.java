package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.GgufSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The model that comes with the program, mapped where it lies: in the JAR, or beside classes. */
final class DemoModel {
  private static final String ENTRY = "models/demo/llamajar-demo-q8_0.gguf";

  private DemoModel() {}

  static GgufSource source() {
    return OwnFile.path()
        .map(Archive::open)
        .filter(own -> own.entry(ENTRY).isPresent())
        .map(own -> own.source(ENTRY))
        .or(DemoModel::besideClasses)
        .orElseThrow(() ->
            new LlamajarException(
                "This build of Llamajar has no demo model; name a model file with -m"));
  }

  private static Optional<GgufSource> besideClasses() {
    return Optional.ofNullable(DemoModel.class.getClassLoader().getResource(ENTRY))
        .filter(url -> url.getProtocol().equals("file"))
        .map(url -> GgufSource.of(Path.of(URI.create(url.toString()))));
  }
}
