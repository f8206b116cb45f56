package io.llamajar.chat;

import io.llamajar.Generation;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A conversation with a model.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.gguf"))) {
 *   Chat chat = Chat.with(model);
 *   chat.system("You are terse.");
 *   Answer answer = chat.ask("What is the capital of France?", System.out::print);
 * }
 * }</pre>
 *
 * <p>For one thread at a time, except {@link #cancel}. Each question costs only what is new: the
 * model remembers the turns before as long as it has memory.
 */
public final class Chat {
  private final Model model;
  private final ChatTemplate template;
  private final GenerationOptions options;
  private final List<Message> messages = new ArrayList<>();
  private volatile Optional<Generation> running = Optional.empty();
  private Optional<Generation> last = Optional.empty();
  private volatile boolean cancelled;

  private Chat(Model model, ChatTemplate template, GenerationOptions options) {
    this.model = model;
    this.template = template;
    this.options = options;
  }

  /** A conversation by the model's own template, or ChatML, with the default options. */
  public static Chat with(Model model) {
    return with(model, ChatTemplate.of(model), GenerationOptions.defaults());
  }

  public static Chat with(Model model, ChatTemplate template, GenerationOptions options) {
    return new Chat(model, template, options);
  }

  /** Says what the model should know or be throughout. */
  public void system(String content) {
    messages.add(Message.system(content));
  }

  /** The turns so far. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Forgets all turns. */
  public void clear() {
    messages.clear();
  }

  /**
   * Asks and waits for the whole answer, which becomes part of the conversation, even if it was
   * cancelled half-way.
   *
   * @throws io.llamajar.LlamajarException if the conversation no longer fits into the context; it
   *     is then as it was before
   */
  public Answer ask(String question) {
    return ask(question, piece -> {});
  }

  /**
   * Asks; {@code reader} sees the pieces of the answer as they come.
   *
   * @throws io.llamajar.LlamajarException as {@link #ask(String)}
   */
  public Answer ask(String question, Consumer<String> reader) {
    int before = messages.size();
    messages.add(Message.user(question));
    cancelled = false;
    try {
      Generation generation =
          model.generate(template.prompt(messages), template.withItsStops(options));
      running = Optional.of(generation);
      last = running;
      if (cancelled) {
        generation.cancel(); // it was too early to
      }
      StringBuilder text = new StringBuilder();
      generation.forEach(piece -> {
        text.append(piece);
        reader.accept(piece);
      });
      messages.add(Message.assistant(text.toString()));
      return new Answer(
          text.toString(), generation.finish().orElseThrow(), generation.statistics());
    } finally {
      running = Optional.empty();
      if (messages.size() == before + 1) {
        messages.removeLast(); // a question that got no answer
      }
    }
  }

  /**
   * Writes what the model has read for the last answer into a file, so that another process need
   * not read it again: {@link Model#save}.
   */
  public void save(Path file) {
    last.ifPresent(generation -> generation.save(file));
  }

  /** Ends the answer that is being given, if any, after its present token; from any thread. */
  public void cancel() {
    cancelled = true;
    running.ifPresent(Generation::cancel);
  }
}
