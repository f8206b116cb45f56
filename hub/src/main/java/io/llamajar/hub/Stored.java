package io.llamajar.hub;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that is on this machine.
 *
 * @param name what to call it on a command line
 * @param bytes its size, with all parts
 * @param quant its quantisation, if anything tells it
 * @param file its first file
 * @param keeper whose it is
 */
public record Stored(String name, long bytes, Optional<String> quant, Path file, Keeper keeper) {
  /** Programs that keep models. */
  public enum Keeper {
    HUGGING_FACE("huggingface"),
    LLAMAJAR("llamajar"),
    OLLAMA("ollama"),
    LM_STUDIO("lmstudio");

    private final String text;

    Keeper(String text) {
      this.text = text;
    }

    /** As lists have it. */
    @Override
    public String toString() {
      return text;
    }
  }
}
