package io.llamajar.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The program's commands, and the parsers that know them. */
final class Commands {
  private static final String[] FOOTER = {
    "",
    "Without a command it chats with the built-in demo model.",
    "'llamajar COMMAND --help' explains a command."
  };

  private final Console console;
  private final Complaints complaints;
  private final Map<String, Function<Console, Object>> all = new LinkedHashMap<>();
  private final Map<String, CommandLine> programs = new HashMap<>();

  Commands(Console console, Complaints complaints) {
    this.console = console;
    this.complaints = complaints;
    all.put("chat", ChatCommand::new);
    all.put("run", RunCommand::new);
    all.put("serve", ServeCommand::new);
    all.put("embed", EmbedCommand::new);
    all.put("rerank", RerankCommand::new);
    all.put("inspect", InspectCommand::new);
    all.put("tokenize", TokenizeCommand::new);
    all.put("logprobs", LogprobsCommand::new);
    all.put("bench", BenchCommand::new);
    all.put("synth", SynthCommand::new);
    all.put("list", ListCommand::new);
    all.put("rm", RemoveCommand::new);
    all.put("pack", PackCommand::new);
    all.put("unpack", UnpackCommand::new);
    all.put("upgrade", UpgradeCommand::new);
    all.put("convert", ConvertCommand::new);
    all.put("completion", own -> new CompletionCommand(own, this::whole));
    all.put("help", own -> new HelpCommand(own, this::whole));
  }

  /** Knows the named command, or all if there is none of that name: each takes its time. */
  CommandLine program(String name) {
    return programs.computeIfAbsent(name, this::make);
  }

  /** Knows all commands. */
  private CommandLine whole() {
    return program("");
  }

  private CommandLine make(String name) {
    CommandLine program = new CommandLine(new Llamajar());
    Set<String> known = all.containsKey(name) ? Set.of(name) : all.keySet();
    all.forEach((command, factory) -> {
      if (known.contains(command)) {
        program.addSubcommand(factory.apply(console));
      }
    });
    program.getCommandSpec().usageMessage().footer(FOOTER); // not inherited, as annotations are
    return program
        .setExpandAtFiles(false)
        .setAllowOptionsAsOptionParameters(true) // a prompt may be any text
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(console.writer())
        .setParameterExceptionHandler((e, args) -> complaints.misused(e, args))
        .setExecutionExceptionHandler((e, command, parsed) -> complaints.failed(e, command));
  }

  /** Whether there is a command of that name. */
  boolean has(String name) {
    return all.containsKey(name);
  }

  /** Knows the named command, if there is one. */
  Optional<CommandLine> find(String name) {
    return has(name) ? Optional.of(program(name)) : Optional.empty();
  }

  /** What the named command understands, if there is one. */
  Optional<CommandSpec> spec(String name) {
    return find(name)
        .flatMap(program -> Optional.ofNullable(program.getSubcommands().get(name)))
        .map(CommandLine::getCommandSpec);
  }
}
