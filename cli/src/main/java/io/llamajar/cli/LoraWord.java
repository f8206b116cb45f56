package io.llamajar.cli;

import io.llamajar.LoraFile;
import io.llamajar.gguf.GgufSource;
import java.util.regex.Pattern;

/**
 * A LoRA adapter as the command line names it: a file, or a file and a number behind the last
 * colon.
 *
 * @param ending the colon and the number, or nothing
 */
record LoraWord(String file, String ending) {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,6}(\\.\\d{0,9})?");

  static LoraWord of(String text) {
    int colon = text.lastIndexOf(':');
    return colon > 0 && NUMBER.matcher(text.substring(colon + 1)).matches()
        ? new LoraWord(text.substring(0, colon), text.substring(colon))
        : new LoraWord(text, "");
  }

  GgufSource source(Console console) {
    return ModelLocator.locate(file, console);
  }

  /** The adapter, and how much of it. */
  LoraFile lora(Console console) {
    return new LoraFile(
        source(console), ending.isEmpty() ? 1 : Double.parseDouble(ending.substring(1)));
  }
}
