package io.llamajar.structure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs programs as a user does, ours among them, and keeps what they say. */
record CommandLine(Path folder, Map<String, String> environment) {
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /** How a program ended, and what it wrote. */
  record Ending(int code, String out, String err) {}

  /** A program that runs, and where it writes its errors. */
  record Started(Process process, Path errors) {
    Ending ending() throws IOException, InterruptedException {
      process.outputWriter().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ending(process.waitFor(), out, Files.readString(errors));
    }
  }

  /** Whether there is a program of that name, or at that place. */
  static boolean isThere(String program) {
    return Stream.of("/", "/bin", "/usr/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
  }

  /** The words that start the JAR that ships. */
  static List<String> program(String... words) {
    List<String> line = new ArrayList<>(List.of(JAVA.toString(), "-jar", House.JAR.toString()));
    line.addAll(List.of(words));
    return line;
  }

  Ending run(List<String> line) throws IOException, InterruptedException {
    return start(line).ending();
  }

  Ending run(String... line) throws IOException, InterruptedException {
    return run(List.of(line));
  }

  Started start(List<String> line) throws IOException {
    Path errors = Files.createTempFile(folder, "errors", "");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return new Started(builder.start(), errors);
  }
}
