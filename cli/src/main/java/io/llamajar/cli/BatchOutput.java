package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the answers of a batch go, a line each, as soon as one is finished: a process that is
 * killed loses none but those it was working on. A line says which one of the input it answers, so
 * that the next run knows what is done; a last line that was cut short is taken away.
 */
final class BatchOutput implements AutoCloseable {
  private static final String BEGINNING = "{\"line\":"; // of every answer

  private final Optional<FileChannel> file;
  private final Path path;
  private final Console console;
  private final Map<Integer, Integer> done = new HashMap<>(); // lines, and sums of their names
  private int failed;
  private boolean closed;

  private BatchOutput(Optional<FileChannel> file, Path path, Console console) {
    this.file = file;
    this.path = path;
    this.console = console;
  }

  /** On standard output. */
  static BatchOutput printed(Console console) {
    return new BatchOutput(Optional.empty(), Path.of(""), console);
  }

  /**
   * At the end of a file.
   *
   * @throws LlamajarException if it holds something else, or another process writes into it
   */
  static BatchOutput into(Path path, Console console) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    BatchOutput output = new BatchOutput(Optional.of(file), path, console);
    try {
      output.lock(file);
      output.begin(file);
      return output;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private void lock(FileChannel file) throws IOException {
    try {
      if (Optional.ofNullable(file.tryLock()).isPresent()) {
        return; // until it is closed
      }
    } catch (OverlappingFileLockException e) {
      // Somebody in this process has it.
    }
    throw new LlamajarException("Another process writes into %s; wait for its end".formatted(path));
  }

  /** Takes note of the answers that are there, and makes room for the next. */
  private void begin(FileChannel file) throws IOException {
    long end = file.size();
    while (end > 0 && at(file, end - 1) != '\n') {
      end--;
    }
    boolean isCut = end < file.size();
    BufferedReader lines = new BufferedReader(Channels.newReader(file, UTF_8));
    String line = lines.readLine();
    for (int number = 1; line != null; number++) {
      String next = lines.readLine();
      check(line.startsWith(BEGINNING) || BEGINNING.startsWith(line), number);
      if (next != null || !isCut) {
        note(line, number);
      }
      line = next;
    }
    if (isCut) {
      console.tell("the last line of %s was not whole; it is written again".formatted(path));
    }
    file.truncate(end);
    file.position(end);
  }

  private static byte at(FileChannel file, long position) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(one, position);
    return one.get(0);
  }

  private void note(String line, int number) {
    if (answer(line) instanceof Map<?, ?> answer && answer.get("line") instanceof Long of) {
      done.put(of.intValue(), BatchLine.name(answer).hashCode());
      failed += isError(answer) ? 1 : 0;
    } else {
      check(false, number);
    }
  }

  private static Object answer(String line) {
    try {
      return Json.parse(line);
    } catch (LlamajarException e) {
      return None.NONE;
    }
  }

  private static boolean isError(Map<?, ?> answer) {
    return Optional.<Object>ofNullable(answer.get("error"))
        .filter(error -> !(error instanceof None))
        .isPresent();
  }

  private void check(boolean isAnswer, int number) {
    if (!isAnswer) {
      throw new LlamajarException(
          "%s holds something else than answers in line %d; choose another --out-file"
              .formatted(path, number));
    }
  }

  /** How many answers were there before. */
  int size() {
    return done.size();
  }

  /** How many answers are errors. */
  synchronized int failed() {
    return failed;
  }

  /**
   * Whether a line was answered before.
   *
   * @throws LlamajarException if another was, in its place
   */
  boolean has(int number, String text) {
    Optional<Integer> sum = Optional.ofNullable(done.get(number));
    if (sum.isPresent() && sum.get() != nameOf(number, text).hashCode()) {
      throw new LlamajarException(
          "Line %d is not the one that %s answers; choose another --out-file"
              .formatted(number, path));
    }
    return sum.isPresent();
  }

  private static String nameOf(int number, String text) {
    try {
      return BatchLine.parse(number, text).name();
    } catch (LlamajarException e) {
      return BatchLine.name(Map.of());
    }
  }

  /** Writes an answer, all of it or, once it was stopped, nothing. */
  synchronized void write(Map<String, Object> answer) {
    if (closed) {
      return;
    }
    failed += isError(answer) ? 1 : 0;
    String line = Json.write(answer) + "\n";
    if (file.isEmpty()) {
      console.print(line);
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        file.get().write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has nothing more written: the process is about to end. */
  synchronized void stop() {
    closed = true;
  }

  @Override
  public void close() throws IOException {
    stop();
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
