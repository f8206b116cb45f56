package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufSource;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

/** The model that comes with the program, mapped where it lies: in the JAR, or beside classes. */
final class DemoModel {
  private static final String ENTRY = "models/demo/llamajar-demo-q8_0.gguf";

  private DemoModel() {}

  static GgufSource source() {
    URL url =
        Optional.ofNullable(DemoModel.class.getClassLoader().getResource(ENTRY))
            .orElseThrow(() ->
                new LlamajarException(
                    "This build of Llamajar has no demo model; name a model file with -m"));
    try {
      return url.openConnection() instanceof JarURLConnection jar
          ? GgufSource.inArchive(path(jar.getJarFileURL().toURI()), ENTRY)
          : GgufSource.of(path(url.toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new LlamajarException("Cannot find the demo model at " + url, e);
    }
  }

  private static Path path(URI uri) {
    return Path.of(uri);
  }
}
