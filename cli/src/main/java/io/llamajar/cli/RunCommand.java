package io.llamajar.cli;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Answer;
import io.llamajar.chat.Chat;
import io.llamajar.chat.ChatTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar run}: one prompt in, the model's text out, and nothing else. */
@Command(
    name = "run",
    sortOptions = false,
    description = "Answers one prompt: from -p, -f or standard input.")
final class RunCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Console console;

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "the prompt; - reads standard input")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "a file with the prompt, in UTF-8; a line end at its end is left out")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "what the model should know or be")
  private Optional<String> system = Optional.empty();

  @Option(
      names = "--raw",
      description = "continue the prompt as it is, even if the model has a chat template")
  private boolean raw;

  @Option(names = "--stats", description = "tell the speed on standard error")
  private boolean stats;

  @Mixin private final ModelSettings settings = new ModelSettings();
  @Mixin private final SamplingSettings sampling = new SamplingSettings();
  @Mixin private final SessionFile session = new SessionFile();
  @Mixin private final Confinement confinement = new Confinement();

  /** How a text ended and what it took. */
  private record Ending(Finish finish, Statistics statistics) {}

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    GenerationOptions options = sampling.options();
    if (raw && system.isPresent()) {
      throw new UsageException("A system message needs the chat template that --raw leaves out");
    }
    String text = prompt();
    ModelSettings.Found found = settings.find(console);
    confinement.begin(console, session.folder());
    try (Model model = found.open(console)) {
      session.restore(model);
      confinement.close(console);
      boolean chats = !raw && model.chatTemplate().isPresent();
      Ending ending = chats ? answer(model, text, options) : follow(model, text, options);
      console.println("");
      report(ending, model);
    }
    return 0;
  }

  private String prompt() throws IOException {
    if (prompt.isPresent() && file.isPresent()) {
      throw new UsageException("Give the prompt either with -p or with -f");
    }
    if (prompt.isPresent() && !prompt.get().equals(STANDARD_INPUT)) {
      return prompt.get();
    }
    if (file.isPresent()) {
      return withoutLineEnd(new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8));
    }
    if (prompt.isEmpty() && console.isTerminal()) {
      throw new UsageException("There is no prompt; give one with -p TEXT or -f FILE");
    }
    return withoutLineEnd(console.text());
  }

  /** Editors and echo end every text with a line end that is not meant. */
  private static String withoutLineEnd(String text) {
    return text.replaceFirst("\\R\\z", "");
  }

  /** The answer to the prompt as a user's message. */
  private Ending answer(Model model, String text, GenerationOptions options) {
    ChatTemplate template = ChatTemplate.of(model);
    template.warning().ifPresent(console::warn);
    Chat chat = Chat.with(model, template, options);
    system.ifPresent(chat::system);
    Answer answer = chat.ask(text, console::print);
    session.save(chat::save);
    return new Ending(answer.finish(), answer.statistics());
  }

  /** What follows on the prompt. */
  private Ending follow(Model model, String text, GenerationOptions options) {
    if (system.isPresent()) {
      throw new LlamajarException(
          "This model has no chat template for a system message; put it into the prompt instead");
    }
    Generation generation = model.generate(text, options);
    generation.forEach(console::print);
    session.save(generation::save);
    return new Ending(generation.finish().orElseThrow(), generation.statistics());
  }

  private void report(Ending ending, Model model) {
    if (ending.finish == Finish.CONTEXT) {
      console.tell(
          "The context of %s tokens is full and the text ends here; try a larger one with -c"
              .formatted(Lines.grouped(model.context())));
    }
    if (stats) {
      Statistics s = ending.statistics;
      console.tell("prompt " + speed(s.promptTokens() - s.cachedTokens(), s.promptSeconds()));
      console.tell("text " + speed(s.generatedTokens(), s.generationSeconds()));
      if (s.draftedTokens() > 0) {
        console.tell(
            "guessed %,d tokens, %,d of them right"
                .formatted(s.draftedTokens(), s.acceptedTokens()));
      }
    }
  }

  private static String speed(int tokens, double seconds) {
    return String.format(
        Locale.ROOT,
        "%,d tokens in %.2f s, %.1f tokens/s",
        tokens,
        seconds,
        tokens / Math.max(seconds, 1e-9));
  }
}
