package io.llamajar.cli;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Answer;
import io.llamajar.chat.Chat;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.template.ChatTemplate;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamajar run}: prompts in, the model's texts out, and nothing else. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Answers prompts: from -p, -f or standard input, or all lines of a file with --in-file.",
      "Each answer ends with a line end."
    })
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final Prompts prompts = new Prompts();
  @Mixin private final SystemMessage system = new SystemMessage();

  @Option(
      names = {"--raw", "-no-cnv", "--no-conversation"},
      description = "continue the prompt as it is, even if the model has a chat template")
  private boolean raw;

  @Mixin private final BatchFiles batch = new BatchFiles();

  @Option(names = "--stats", description = "tell the speed on standard error")
  private boolean stats;

  @Mixin private final ModelSettings settings = new ModelSettings();
  @Mixin private final TemplateFile template = new TemplateFile();
  @Mixin private final AnswerSettings answers = new AnswerSettings();
  @Mixin private final SessionFile session = new SessionFile();
  @Mixin private final Confinement confinement = new Confinement();

  /** How a text ended and what it took. */
  private record Ending(Finish finish, Statistics statistics) {}

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Manner manner = new Manner(answers, system.read(), raw);
    return batch.isWanted() ? answerFile(manner) : answerPrompts(manner);
  }

  private int answerPrompts(Manner manner) throws IOException {
    List<String> texts = prompts.read(console);
    ModelSettings.Found found = settings.find(console).with(template);
    confinement.begin(console, session.folder());
    try (Model model = found.open(console)) {
      session.restore(model);
      confinement.close(console);
      if (!raw && model.chatTemplate().isPresent()) {
        ChatFormat format = ChatFormat.of(model, ChatTemplate.of(model));
        texts.forEach(text -> tell(answer(model, format, text, manner), model));
      } else {
        texts.forEach(text -> tell(follow(model, text, manner), model));
      }
    }
    prompts.tellOfUnread(console);
    return 0;
  }

  /** The answer to the prompt as a user's message. */
  private Ending answer(Model model, ChatFormat format, String text, Manner manner) {
    Chat chat = Chat.with(model, format);
    manner.answers().applyTo(chat);
    manner.system().ifPresent(chat::system);
    RunView view = new RunView(console);
    Answer answer = chat.ask(text, view::show);
    view.end();
    if (answer.text().isEmpty() && !answer.parts().reasoning().isEmpty()) {
      console.tell(
          "The model was still thinking when the text had to end; let it write more with -n, or"
              + " think less with --reasoning-budget");
    }
    session.save(chat::save);
    return new Ending(answer.finish(), answer.statistics());
  }

  /** What follows on the prompt. */
  private Ending follow(Model model, String text, Manner manner) {
    if (manner.system().isPresent()) {
      throw new LlamajarException(
          "This model has no chat template for a system message; put it into the prompt instead");
    }
    Generation generation = model.generate(text, manner.answers().options());
    RunView view = new RunView(console);
    generation.forEach(view::say);
    view.end();
    session.save(generation::save);
    return new Ending(generation.finish().orElseThrow(), generation.statistics());
  }

  private void tell(Ending ending, Model model) {
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

  /** What is written is open before rights are given up, so that nothing else need be. */
  private int answerFile(Manner manner) throws IOException {
    if (prompts.areGiven() || session.isGiven()) {
      throw new UsageException("With --in-file the prompts are in it; leave -p, -f, --session out");
    }
    ModelSettings.Found found =
        settings.find(console).with(template).withParallel(batch.parallel());
    try (BatchOutput output = batch.output(console)) {
      confinement.begin(console, List.of());
      try (Model model = found.open(console)) {
        confinement.close(console);
        BatchAnswers answers = new BatchAnswers(model, manner);
        return new Batch(batch, answers, output, console).run() ? 0 : Complaints.FAILED;
      }
    }
  }
}
