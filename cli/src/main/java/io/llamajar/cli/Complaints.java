package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.cli.Console.OutputLost;
import io.llamajar.cli.manual.LlamaCpp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line for the user, and an exit code. */
final class Complaints {
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private final Console console;

  Complaints(Console console) {
    this.console = console;
  }

  /** About a command line that cannot be understood. */
  int misused(ParameterException e, String... args) {
    CommandLine command = e.getCommandLine();
    LlamaCpp others = LlamaCpp.read();
    Optional<String> advice =
        Stream.of(args)
            .flatMap(word -> others.advice(word, command.getCommandSpec()).stream())
            .findFirst();
    return misused(advice.orElseGet(() -> message(e)), command);
  }

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String first = unmatched.getUnmatched().getFirst();
      boolean whole = e.getCommandLine().getParent() == null;
      return (whole ? "Unknown command: " : "Unexpected argument: ") + Lines.quoted(first);
    }
    return String.valueOf(e.getMessage());
  }

  private int misused(String message, CommandLine command) {
    console.tell(message);
    console.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return MISUSED;
  }

  /** About what happened while a command ran. */
  int failed(Exception e, CommandLine command) {
    return e instanceof UsageException
        ? misused(String.valueOf(e.getMessage()), command)
        : failed(e);
  }

  /** About anything. */
  int failed(Throwable e) {
    if (e instanceof OutputLost lost && lost.isClosedPipe()) {
      return 0;
    }
    console.tell(message(e));
    if (console.isDebugged()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.note(trace.toString());
    }
    return FAILED;
  }

  /** What to tell of it. */
  static String message(Throwable e) {
    return switch (e) {
      case LlamajarException known -> String.valueOf(known.getMessage());
      case OutputLost lost -> String.valueOf(lost.getMessage());
      case UncheckedIOException wrapped ->
          Optional.ofNullable(wrapped.getCause()).map(Complaints::message).orElse("");
      case NoSuchFileException missing -> "There is no " + missing.getFile() + "; check its name";
      case AccessDeniedException denied ->
          "You may not use " + denied.getFile() + "; change its permissions or choose another";
      case InvalidPathException odd ->
          "%s can be no file's name here; if it is one, set LC_ALL=C.UTF-8"
              .formatted(Lines.quoted(odd.getInput()));
      case IOException io -> String.valueOf(io.getMessage());
      case OutOfMemoryError full ->
          "There is not enough memory (%s); try a smaller context with -c, or set %s=1 for details"
              .formatted(full.getMessage(), Console.DEBUG);
      default -> "Unexpected %s; set %s=1 for details".formatted(e, Console.DEBUG);
    };
  }
}
