package io.llamajar.cli;

import io.llamajar.Model;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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
  private static final String[] FOOTER = {
    "",
    "Without a command it chats with the built-in demo model.",
    "'llamajar COMMAND --help' explains a command."
  };

  private Llamajar() {}

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
    String[] line = args.length == 0 ? new String[] {"chat"} : args;
    try {
      return program(line[0], console, complaints).execute(line);
    } catch (Throwable e) { // picocli lets errors through
      return complaints.failed(e);
    }
  }

  /** Knows the named command, or all if there is none of that name: each takes its time. */
  private static CommandLine program(String name, Console console, Complaints complaints) {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("chat", ChatCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("serve", ServeCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("rerank", RerankCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("tokenize", TokenizeCommand::new);
    commands.put("logprobs", LogprobsCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("synth", SynthCommand::new);
    if (commands.containsKey(name)) {
      commands.keySet().retainAll(Set.of(name));
    }
    CommandLine program = new CommandLine(new Llamajar());
    commands.values().forEach(command -> program.addSubcommand(command.apply(console)));
    program.getCommandSpec().usageMessage().footer(FOOTER); // not inherited, as annotations are
    return program
        .setExpandAtFiles(false)
        .setAllowOptionsAsOptionParameters(true) // a prompt may be any text
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(console.writer())
        .setParameterExceptionHandler((e, args) -> complaints.misused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> complaints.failed(e, command));
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
