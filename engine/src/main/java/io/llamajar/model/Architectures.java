package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Gguf;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** THE TABLE of model architectures, by their names in GGUF files. */
public final class Architectures {
  private static final Map<String, Architecture> TABLE =
      new TreeMap<>(
          Map.of(
              "gemma3", Gemma3::new,
              "llama", Llama::load,
              "qwen2", Qwen2::load,
              "qwen3", Qwen3::load));

  private Architectures() {}

  /** The names of all architectures that can be run. */
  public static SortedSet<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  /**
   * Builds the model in a file.
   *
   * @throws LlamajarException if its architecture is unknown, or the file is not a whole model of
   *     it
   */
  public static Decoder load(Gguf gguf) {
    ModelFile file = new ModelFile(gguf);
    Architecture architecture = TABLE.get(file.architecture());
    if (architecture == null) {
      throw new LlamajarException(
          "The architecture %s is not supported; Llamajar runs %s"
              .formatted(ModelFile.quoted(file.architecture()), String.join(", ", TABLE.keySet())));
    }
    Decoder decoder = architecture.load(file);
    file.checkAllRead();
    return decoder;
  }
}
