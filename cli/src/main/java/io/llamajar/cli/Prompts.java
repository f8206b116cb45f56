package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * What is asked on the command line, in files and on standard input, and how that goes together.
 *
 * <p>Each {@code -p} is a prompt; what {@code -f} names stands before each of them. Without {@code
 * -p} each {@code -f} is a prompt, and without both standard input is one.
 */
final class Prompts {
  private static final String STANDARD_INPUT = "-";
  private static final String BETWEEN = "\n\n";

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "the prompt; - reads standard input; may be repeated, each is answered")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "a file with the prompt, in UTF-8, or with what stands before that of -p; - reads"
              + " standard input; may be repeated")
  private List<String> files = new ArrayList<>();

  boolean areGiven() {
    return !texts.isEmpty() || !files.isEmpty();
  }

  /** All prompts, in their order. */
  List<String> read(Console console) throws IOException {
    if (!areGiven()) {
      if (console.isTerminal()) {
        throw new UsageException("There is no prompt; give one with -p TEXT or -f FILE");
      }
      return List.of(withoutLineEnd(console.text()));
    }
    if (uses() > 1) {
      throw new UsageException("Standard input can be read once; give - only once");
    }
    List<String> contents = new ArrayList<>();
    for (String file : files) {
      contents.add(isInput(file) ? withoutLineEnd(console.text()) : text(Path.of(file)));
    }
    return texts.isEmpty() ? contents : each(contents, console);
  }

  /** Every text after what the files hold. */
  private List<String> each(List<String> contents, Console console) throws IOException {
    List<String> prompts = new ArrayList<>();
    for (String text : texts) {
      List<String> parts = new ArrayList<>(contents);
      parts.add(isInput(text) ? withoutLineEnd(console.text()) : text);
      prompts.add(String.join(BETWEEN, parts));
    }
    return prompts;
  }

  /** Tells who has piped something in that nobody asked for: it was not read. */
  void tellOfUnread(Console console) {
    if (areGiven() && uses() == 0 && console.hasInput() && !console.isTerminal()) {
      console.tell("standard input was not read; with -f - it stands before the prompt");
    }
  }

  private long uses() {
    return Stream.concat(texts.stream(), files.stream()).filter(Prompts::isInput).count();
  }

  private static boolean isInput(String word) {
    return word.equals(STANDARD_INPUT);
  }

  /** The text in a file. */
  static String text(Path file) throws IOException {
    return withoutLineEnd(Utf8.read(file));
  }

  /** Editors and echo end every text with a line end that is not meant. */
  private static String withoutLineEnd(String text) {
    return text.replaceFirst("\\R\\z", "");
  }
}
