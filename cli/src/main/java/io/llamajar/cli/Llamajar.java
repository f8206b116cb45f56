package io.llamajar.cli;

import io.llamajar.Model;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The program: takes a command line, runs one command, gives an exit code. */
@Command(
    name = "llamajar",
    description = "Runs language models from a single file.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Llamajar.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Llamajar {
  Llamajar() {}

  /** Runs and exits: 0 if all went well, 1 if something failed, 2 if it was misused. */
  public static void main(String[] args) {
    Model.prepare();
    System.exit(run(Arguments.repaired(args), Console.ofProcess()));
  }

  /** Runs as a guest in this process, away from any terminal. */
  static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    return run(args, new Console(in, out, err));
  }

  private static int run(String[] args, Console console) {
    Complaints complaints = new Complaints(console);
    Commands commands = new Commands(console, complaints);
    try {
      String[] line = new StartLine(commands).of(args).toArray(String[]::new);
      return commands.program(line[0]).execute(line);
    } catch (Throwable e) { // picocli lets errors through
      return complaints.failed(e);
    }
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Optional.ofNullable(Llamajar.class.getPackage().getImplementationVersion())
              .orElse("development");
      return new String[] {"llamajar " + version + " (Java " + Runtime.version() + ")"};
    }
  }
}
