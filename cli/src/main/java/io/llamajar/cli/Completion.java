package io.llamajar.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, settings and their values after {@code /set}, and files. */
final class Completion implements Completer {
  private final Supplier<Map<String, List<String>>> settings;

  Completion(Supplier<Map<String, List<String>>> settings) {
    this.settings = settings;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> found) {
    if (!line.line().startsWith("/")) {
      return;
    }
    String command = line.words().getFirst();
    if (line.wordIndex() == 0) {
      for (Slash slash : Slash.values()) {
        found.add(new Candidate(slash.word(), slash.word(), null, slash.help(), null, null, true));
      }
    } else if (command.equals(Slash.SET.word())) {
      settings(line.word(), found);
    } else if (takesFile(command)) {
      files(line.word().substring(0, line.wordCursor()), found);
    }
  }

  /** The whole line behind the command is one word. */
  private void settings(String typed, List<Candidate> found) {
    Map<String, List<String>> all = settings.get();
    int blank = typed.indexOf(' ');
    if (blank < 0) {
      all.keySet().forEach(name -> found.add(candidate(name, true)));
      return;
    }
    String name = typed.substring(0, blank);
    for (String value : all.getOrDefault(name, List.of())) {
      found.add(candidate(name + " " + value, true));
    }
  }

  private static boolean takesFile(String command) {
    return Slash.of(command).flatMap(Slash.Line::slash).filter(Slash::takesFile).isPresent();
  }

  private static Candidate candidate(String value, boolean isComplete) {
    return new Candidate(value, value, null, null, null, null, isComplete);
  }

  /** What is in the folder that has been typed. */
  private static void files(String typed, List<Candidate> found) {
    String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
      for (Path file : files) {
        String name = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
        boolean isFolder = Files.isDirectory(file);
        if (!name.startsWith(".") || typed.startsWith(folder + ".")) {
          found.add(candidate(folder + name + (isFolder ? "/" : ""), !isFolder));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // There is nothing to complete.
    }
  }
}
