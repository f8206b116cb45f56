package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.cli.BatchAnswers.Answered;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Has all lines of a file answered, many at a time, and tells how far it is. */
final class Batch {
  private final BatchFiles files;
  private final BatchAnswers answers;
  private final BatchOutput output;
  private final Console console;
  private final Semaphore places;
  private final BatchProgress progress;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean ended;

  Batch(BatchFiles files, BatchAnswers answers, BatchOutput output, Console console)
      throws IOException {
    this.files = files;
    this.answers = answers;
    this.output = output;
    this.console = console;
    this.places = new Semaphore(files.parallel());
    this.progress =
        new BatchProgress(
            new BatchProgress.Job(files.count(console), output.size(), answers::generatedTokens),
            console,
            console.isTerminal() && !files.arePrinted()); // printed answers show it themselves
  }

  /** Returns when every line has an answer: whether none of them is an error. */
  boolean run() throws IOException {
    if (console.ownsProcess()) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::leave));
    }
    try (progress) {
      progress.begin();
      readAll();
      places.acquireUninterruptibly(files.parallel());
    } finally {
      ended = true;
    }
    failure.ifPresent(Batch::rethrow);
    progress.end(output.failed());
    return output.failed() == 0;
  }

  private void readAll() throws IOException {
    try (BufferedReader lines = files.lines(console)) {
      String line = lines.readLine();
      for (int number = 1; line != null && failure.isEmpty(); number++) {
        byte[] bytes = BatchFiles.bytes(line);
        String text = BatchFiles.readable(bytes);
        if (!text.isBlank() && !output.has(number, text)) {
          begin(number, bytes);
        }
        line = lines.readLine();
      }
    }
  }

  private void begin(int number, byte[] bytes) {
    places.acquireUninterruptibly();
    Thread.ofVirtual()
        .start(() -> {
          try {
            finish(number, bytes);
          } catch (Throwable e) { // what is wrong with one line is not thrown
            failure = failure.or(() -> Optional.of(e));
          } finally {
            places.release();
          }
        });
  }

  private void finish(int number, byte[] bytes) {
    BatchLine line = new BatchLine(number, Map.of());
    try {
      line = BatchLine.parse(number, BatchFiles.readable(bytes));
      Utf8.decode(bytes, "The line"); // it has its name all the same
      line.check();
      Answered answered = answers.answer(line);
      output.write(line.answered(answered));
      progress.add();
    } catch (LlamajarException e) {
      output.write(line.refused(String.valueOf(e.getMessage())));
      progress.add();
    }
  }

  private static void rethrow(Throwable e) {
    switch (e) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    }
  }

  /** What ^C does; the JVM then exits with the signal's number. */
  private void leave() {
    if (!ended) {
      output.stop();
      progress.close();
      console.tell("%s; %s".formatted(progress.state(), files.wayOn()));
    }
  }
}
