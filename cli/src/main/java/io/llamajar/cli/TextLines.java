package io.llamajar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Texts, one in a line: the input of commands that read many. */
final class TextLines {
  private static final int MOST = 256; // that wait for each other

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "a file with a text in each line, in UTF-8 (default: standard input)")
  private Optional<Path> file = Optional.empty();

  boolean isFile() {
    return file.isPresent();
  }

  /** All of them. */
  List<String> all(Console console) throws IOException {
    List<String> all = new ArrayList<>();
    forEachBlock(console, all::addAll);
    return all;
  }

  /** Passes on what is there already, some hundred at most, and waits for more: as they come. */
  void forEachBlock(Console console, Consumer<List<String>> reader) throws IOException {
    try (BufferedReader lines = open(console)) {
      List<String> block = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        block.add(line);
        if (block.size() == MOST || !lines.ready()) {
          reader.accept(List.copyOf(block));
          block.clear();
        }
      }
      reader.accept(List.copyOf(block));
    } catch (CharacterCodingException e) {
      throw Utf8.refusal(file.map(Path::toString).orElse(Utf8.STANDARD_INPUT), e);
    }
  }

  private BufferedReader open(Console console) throws IOException {
    return file.isPresent()
        ? Files.newBufferedReader(file.get(), StandardCharsets.UTF_8)
        : console.lines();
  }
}
