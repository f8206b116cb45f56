package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code llamajar chat}: a conversation at the terminal, or one message per line of a pipe. */
@Command(
    name = "chat",
    sortOptions = false,
    description = "Chats with a model. Reads one message per line; answers as it thinks of them.")
final class ChatCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SystemMessage system = new SystemMessage();
  @Mixin private final ModelSettings settings = new ModelSettings();
  @Mixin private final SamplingSettings sampling = new SamplingSettings();
  @Mixin private final SessionFile session = new SessionFile();
  @Mixin private final Confinement confinement = new Confinement();

  ChatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    GenerationOptions options = sampling.options();
    ModelSettings.Found found = settings.find(console);
    confinement.begin(console, session.folder());
    try (Model model = found.open(console);
        User user = console.isTerminal() ? TerminalUser.here() : new PipeUser(console)) {
      if (console.isTerminal()) {
        user.note(banner(model));
      }
      session.restore(model);
      confinement.close(console);
      Conversation conversation = new Conversation(model, options, user, system.read());
      boolean allAnswered = conversation.run();
      session.save(conversation::save);
      return allAnswered ? 0 : Complaints.FAILED;
    }
  }

  private static String banner(Model model) {
    return "%s, context %s tokens. /help lists commands, ^D leaves."
        .formatted(Lines.single(model.name()), Lines.grouped(model.context()));
  }
}
