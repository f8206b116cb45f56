package io.llamajar.cli;

import io.llamajar.Generation.Finish;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Answer;
import io.llamajar.chat.Chat;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes a user's messages to a model and its answers back, until the user leaves. */
final class Conversation implements AutoCloseable {
  private static final int LONGEST_TOKEN = 64; // bytes; more of them would not fit all the same

  private final Setup setup;
  private final User user;
  private final LiveSettings settings;
  private Model model;
  private volatile Chat chat; // interrupts come on another thread
  private String attached = ""; // files that go with the next message
  private Optional<Answer> last = Optional.empty();
  private boolean allAnswered = true;
  private boolean hasLeft;

  /**
   * What a conversation needs besides.
   *
   * @param system what the model should know or be
   * @param models opens another model by its name
   * @param files those that are named in it
   */
  record Setup(
      User user,
      LiveSettings settings,
      Optional<String> system,
      Function<String, Model> models,
      ChatFiles files) {}

  /**
   * @param model is closed with the conversation
   */
  Conversation(Model model, Setup setup) {
    this.model = model;
    this.setup = setup;
    this.user = setup.user;
    this.settings = setup.settings;
    this.chat = begun(model);
    setup.system.ifPresent(chat::system);
  }

  private Chat begun(Model with) {
    ChatTemplate template = ChatTemplate.of(with);
    template.warning().ifPresent(warning -> user.note("warning: " + warning));
    return Chat.with(with, ChatFormat.of(with, template));
  }

  /** Returns when the user leaves: whether every message was answered. */
  boolean run() throws IOException {
    user.onInterrupt(() -> chat.cancel());
    while (!hasLeft) {
      Optional<String> message = user.message();
      if (message.isEmpty()) {
        break;
      }
      take(message.get());
    }
    return allAnswered;
  }

  /** Writes what the model has read of it into a file. */
  void save(Path file) {
    chat.save(file);
  }

  @Override
  public void close() {
    model.close();
  }

  private void take(String message) throws IOException {
    Optional<Slash.Line> line = Slash.of(message);
    if (line.isEmpty()) {
      if (!message.isBlank()) {
        ask(attached + message);
      }
      return;
    }
    Optional<Slash> slash = line.get().slash();
    if (slash.isEmpty()) {
      user.note(line.get().complaint());
      return;
    }
    try {
      follow(slash.get(), line.get().argument());
    } catch (LlamajarException
        | UsageException
        | InvalidPathException
        | UncheckedIOException
        | IOException e) {
      user.note(Complaints.message(e));
    }
  }

  private void follow(Slash slash, String argument) throws IOException {
    switch (slash) {
      case HELP -> Slash.helpLines().forEach(user::note);
      case SYSTEM -> system(argument);
      case CLEAR -> clear();
      case UNDO -> undo();
      case RETRY -> retry();
      case EDIT -> edit();
      case STATS ->
          user.note(last.map(answer -> Figures.whole(answer.statistics())).orElse("No answer yet"));
      case CONTEXT -> context();
      case SAVE -> write(setup.files.target(name(slash, argument)));
      case LOAD -> load(setup.files.existing(name(slash, argument)));
      case FILE -> attach(setup.files.existing(name(slash, argument)));
      case IMAGE -> user.note("This model takes no images; describe in words what there is to see");
      case TOOLS -> tools(argument);
      case MODEL -> use(argument);
      case SET -> set(argument);
      case DUMP -> chat.prompt().lines().map(Lines::safe).forEach(user::note);
      case EXIT -> hasLeft = true;
    }
  }

  private void system(String text) {
    if (text.isEmpty()) {
      user.note(chat.system().map(Lines::safe).orElse("No system message"));
    } else {
      chat.system(text.equals("\"\"") ? "" : text);
    }
  }

  private void clear() {
    chat.clear();
    attached = "";
  }

  private void undo() {
    user.note(
        chat.undo().map(q -> "Taken back: " + Figures.shortened(q)).orElse("Nothing to take back"));
  }

  private void retry() throws IOException {
    List<Message> before = chat.messages();
    Optional<String> question = chat.undo();
    if (question.isEmpty()) {
      user.note("Nothing to ask again");
    } else if (!ask(question.get())) {
      chat.resume(before);
    }
  }

  private void edit() throws IOException {
    List<Message> before = chat.messages();
    Optional<String> question = chat.undo();
    if (question.isEmpty()) {
      user.note("Nothing to change");
      return;
    }
    Optional<String> changed = user.edited(question.get()).filter(text -> !text.isBlank());
    if (changed.isEmpty() || !ask(changed.get())) {
      chat.resume(before);
    }
  }

  private void context() {
    user.note(
        "%s, %s"
            .formatted(
                Figures.context(chat.tokens(), model.context()),
                Lines.counted(chat.messages().size(), "message")));
  }

  private static String name(Slash slash, String argument) {
    if (argument.isBlank()) {
      throw new LlamajarException("There is no file; name it after " + slash.word());
    }
    return argument;
  }

  private void write(Path file) {
    setup.files.write(file, Transcript.of(chat.messages()));
    user.note("Saved as " + file);
  }

  private void load(Path file) throws IOException {
    chat.resume(Transcript.read(Utf8.read(file)));
    user.note("%s from %s".formatted(Lines.counted(chat.messages().size(), "message"), file));
  }

  private void attach(Path file) throws IOException {
    if (Files.size(file) > (long) LONGEST_TOKEN * model.context()) {
      throw tooLong(file);
    }
    String text = Utf8.read(file);
    String next = "%s%s:\n```\n%s\n```\n\n".formatted(attached, file.getFileName(), text.strip());
    if (chat.tokensWith(next) > model.context()) {
      throw tooLong(file);
    }
    attached = next;
    user.note("%s goes with the next message".formatted(file));
  }

  private LlamajarException tooLong(Path file) {
    return new LlamajarException(
        "%s does not fit into what is left of the context of %s tokens; take a part of it"
            .formatted(file, Lines.grouped(model.context())));
  }

  private void tools(String argument) throws IOException {
    if (argument.equals("off")) {
      chat.offer(List.of());
    } else if (!argument.isBlank()) {
      chat.offer(ToolDesk.read(setup.files.existing(argument)));
    }
    if (chat.tools().isEmpty()) {
      user.note("No tools");
    }
    chat.tools().stream().map(ToolDesk::line).forEach(user::note);
  }

  /** The other model goes on with what was said; if it cannot be opened, the old one does. */
  private void use(String name) {
    if (!name.isBlank()) {
      Model other = setup.models.apply(name.strip());
      Chat next = begun(other);
      next.resume(chat.messages());
      next.offer(chat.tools());
      Model old = model;
      model = other;
      chat = next;
      old.close();
    }
    user.note(
        "%s, context %s tokens"
            .formatted(Lines.single(model.name()), Lines.grouped(model.context())));
  }

  private void set(String argument) {
    String[] words = argument.strip().split("\\s+", 2);
    if (argument.isBlank()) {
      settings.lines().forEach(user::note);
      return;
    }
    if (words.length == 2) {
      settings.set(words[0], words[1]);
    }
    user.note(settings.line(words[0]));
  }

  /** Whether the question stands: it was answered, or taken back by the user. */
  private boolean ask(String question) throws IOException {
    try {
      settings.current().answers().applyTo(chat);
      Answer answer = show(view -> chat.ask(question, view::show));
      if (isStopped(answer)) {
        return false;
      }
      attached = "";
      return answerCalls(answer);
    } catch (LlamajarException e) {
      user.note(fits(question) ? Complaints.message(e) : full("this message does not fit"));
      allAnswered = false;
      return false;
    }
  }

  /** Whether it was stopped before it began; then the question is taken back. */
  private boolean isStopped(Answer answer) {
    if (isNone(answer)) {
      undo();
    }
    return isNone(answer);
  }

  private static boolean isNone(Answer answer) {
    return answer.finish() == Finish.CANCELLED
        && answer.text().isEmpty()
        && answer.parts().reasoning().isEmpty()
        && answer.parts().calls().isEmpty();
  }

  /**
   * Has the user do what the model asks tools to do, until it asks no more; whether that was not
   * stopped.
   */
  private boolean answerCalls(Answer first) throws IOException {
    Answer answer = first;
    while (!answer.parts().calls().isEmpty() && answer.finish() != Finish.CANCELLED) {
      Optional<List<Message>> results = ToolDesk.results(answer.parts().calls(), user);
      if (results.isEmpty()) {
        chat.undo();
        user.note("Without a result the question is taken back");
        return true;
      }
      answer = show(view -> chat.answer(results.get(), view::show));
      if (isStopped(answer)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(String question) {
    try {
      return chat.tokensWith(question) <= model.context();
    } catch (LlamajarException e) {
      return true; // it is refused for another reason
    }
  }

  private Answer show(Function<AnswerView, Answer> asked) {
    AnswerView view = user.view();
    Answer answer = asked.apply(view);
    view.end();
    last = Optional.of(answer);
    if (answer.finish() == Finish.CONTEXT) {
      user.note(full("the answer ends here"));
    }
    if (settings.current().showsTimings() && !isNone(answer)) {
      user.status(Figures.brief(answer.statistics(), model.context()));
    }
    return answer;
  }

  private String full(String effect) {
    return "The context of %s tokens is full and %s; /clear begins a new conversation"
        .formatted(Lines.grouped(model.context()), effect);
  }
}
