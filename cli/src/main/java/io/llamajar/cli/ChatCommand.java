package io.llamajar.cli;

import io.llamajar.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llamajar chat}: a conversation at the terminal, or one message per line of a pipe. */
@Command(
    name = "chat",
    sortOptions = false,
    description = "Chats with a model. Reads one message per line; answers as it thinks of them.")
final class ChatCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"--plain", "--simple-io"},
      description =
          "at a terminal: plain text, for screen readers too; no colours, no moving of the cursor")
  private boolean plain;

  @Mixin private final SystemMessage system = new SystemMessage();
  @Mixin private final ModelSettings settings = new ModelSettings();
  @Mixin private final TemplateFile template = new TemplateFile();
  @Mixin private final ChatSettings chat = new ChatSettings();
  @Mixin private final SessionFile session = new SessionFile();
  @Mixin private final Confinement confinement = new Confinement();

  ChatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    chat.answers().check(); // before a model is opened in vain
    ModelSettings.Found found = settings.find(console).with(template);
    UserFiles files =
        console.isTerminal()
            ? UserFiles.here(ChatCommand::variable)
            : UserFiles.ofPipe(ChatCommand::variable);
    confinement.begin(console, writable(files));
    LiveSettings live =
        LiveSettings.of(chat, Optional.ofNullable(spec.commandLine().getParseResult()));
    ChatFiles named = new ChatFiles(files.chats(), files.home(), confinement::limit);
    try (User user = user(live, files);
        Conversation conversation =
            begin(found, new Conversation.Setup(user, live, system.read(), this::open, named))) {
      confinement.close(console);
      boolean allAnswered = conversation.run();
      session.save(conversation::save);
      return allAnswered ? 0 : Complaints.FAILED;
    }
  }

  private List<Path> writable(UserFiles files) throws IOException {
    return console.isTerminal()
        ? Stream.concat(session.folder().stream(), files.folders().stream()).distinct().toList()
        : session.folder();
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  private User user(LiveSettings live, UserFiles files) throws IOException {
    if (!console.isTerminal()) {
      return new PipeUser(console);
    }
    if (plain || variable("TERM").filter("dumb"::equals).isPresent()) {
      return new PlainUser(console);
    }
    boolean isColoured = variable("NO_COLOR").isEmpty();
    return TerminalUser.here(new TerminalUser.Setup(files.history(), isColoured, live::values));
  }

  private Conversation begin(ModelSettings.Found found, Conversation.Setup setup) {
    Model model = found.open(console);
    if (console.isTerminal()) {
      setup.user().note(banner(model));
    }
    session.restore(model);
    return new Conversation(model, setup);
  }

  /** Another model, run in the same way. */
  private Model open(String name) {
    return settings.find(name, console).open(console);
  }

  private static String banner(Model model) {
    return "%s, context %s tokens. /help lists commands, ^D leaves."
        .formatted(Lines.single(model.name()), Lines.grouped(model.context()));
  }
}
