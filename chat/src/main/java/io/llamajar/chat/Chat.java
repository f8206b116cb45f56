package io.llamajar.chat;

import io.llamajar.Generation;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolCall;
import io.llamajar.chat.tools.ToolChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A conversation with a model that may think and call tools, which can be taken back, taken up from
 * elsewhere and asked with other settings at any turn.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.gguf"))) {
 *   Chat chat = Chat.with(model);
 *   chat.system("You are terse.");
 *   String answer = chat.ask("What is the capital of France?").text();
 *   chat.ask("And of Italy?", AnswerEvent.content(System.out::print));
 * }
 * }</pre>
 *
 * <p>For one thread at a time, except {@link #cancel}. Each question costs only what is new: the
 * model remembers the turns before as long as it has memory.
 */
public final class Chat {
  private static final String SYSTEM = "system";
  private static final String USER = "user";

  private final Model model;
  private final ChatFormat format;
  private final List<Message> messages = new ArrayList<>();
  private GenerationOptions options = GenerationOptions.defaults();
  private Offer offer = Offer.NONE;
  private Reasoning reasoning = Reasoning.USUAL;
  private Map<String, Object> variables = Map.of();
  private Optional<Generation> last = Optional.empty();
  private volatile Optional<Reply> running = Optional.empty();
  private volatile boolean cancelled;

  private Chat(Model model, ChatFormat format) {
    this.model = model;
    this.format = format;
  }

  /** A conversation by the model's own template, or ChatML. */
  public static Chat with(Model model) {
    return with(model, ChatFormat.of(model, ChatTemplate.of(model)));
  }

  /** A conversation by another template, or one of several by the same. */
  public static Chat with(Model model, ChatFormat format) {
    return new Chat(model, format);
  }

  /** How the next answers are generated. */
  public void use(GenerationOptions newOptions) {
    options = newOptions;
  }

  /** What becomes of the model's thoughts from now on. */
  public void use(Reasoning newReasoning) {
    reasoning = newReasoning;
  }

  /** What the template is told besides from now on, by names that it knows. */
  public void tell(Map<String, Object> newVariables) {
    variables = Map.copyOf(newVariables);
  }

  /** Which tools the model may call from now on. */
  public void offer(List<Tool> tools) {
    offer = new Offer(tools, ToolChoice.Mode.AUTO, true);
  }

  /** Those that it may call. */
  public List<Tool> tools() {
    return offer.tools();
  }

  /** Says what the model should know or be throughout, in place of what was said before. */
  public void system(String content) {
    if (system().isPresent()) {
      messages.removeFirst();
    }
    if (!content.isEmpty()) {
      messages.addFirst(Message.system(content));
    }
  }

  /** What the model should know or be throughout. */
  public Optional<String> system() {
    return messages.stream()
        .findFirst()
        .filter(first -> first.role().equals(SYSTEM))
        .map(Message::content);
  }

  /** All that was said so far. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Goes on from another conversation. */
  public void resume(List<Message> newMessages) {
    messages.clear();
    messages.addAll(newMessages);
  }

  /** Forgets everything but the system message. */
  public void clear() {
    Optional<String> kept = system();
    messages.clear();
    kept.ifPresent(this::system);
  }

  /** Takes the last question back, with all that came of it: the question, if there was one. */
  public Optional<String> undo() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals(USER)) {
        String question = messages.get(i).content();
        messages.subList(i, messages.size()).clear();
        return Optional.of(question);
      }
    }
    return Optional.empty();
  }

  /**
   * Asks and waits for the whole answer, which becomes part of the conversation.
   *
   * @throws io.llamajar.LlamajarException as {@link #ask(String, Consumer)}
   */
  public Answer ask(String question) {
    return ask(question, event -> {});
  }

  /**
   * Asks; {@code reader} sees the answer as it comes, which becomes part of the conversation, even
   * if it was cancelled half-way.
   *
   * @throws io.llamajar.LlamajarException if the template refuses the question or it does not fit
   *     into the context; the conversation is then as it was before
   */
  public Answer ask(String question, Consumer<? super AnswerEvent> reader) {
    return hear(List.of(Message.user(question)), reader);
  }

  /**
   * Gives the results of the calls that the model has made, {@link ToolCall#result}, and hears what
   * it makes of them.
   *
   * @throws io.llamajar.LlamajarException as {@link #ask(String, Consumer)}
   */
  public Answer answer(List<Message> results, Consumer<? super AnswerEvent> reader) {
    return hear(results, reader);
  }

  private Answer hear(List<Message> more, Consumer<? super AnswerEvent> reader) {
    List<Message> before = messages();
    messages.addAll(more);
    cancelled = false;
    boolean isAnswered = false;
    try {
      Reply reply = Reply.to(request(messages()), model, format, options);
      running = Optional.of(reply);
      if (cancelled) {
        reply.cancel(); // it was too early to
      }
      Answer answer = reply.forEach(reader);
      last = Optional.of(reply.generation());
      messages.add(answer.parts().message());
      isAnswered = true;
      return answer;
    } finally {
      running = Optional.empty();
      if (!isAnswered) {
        resume(before);
      }
    }
  }

  private ChatRequest request(List<Message> all) {
    return new ChatRequest(all, offer, reasoning, variables);
  }

  /** The conversation as the model reads it; nothing if there is none yet. */
  public String prompt() {
    return messages.isEmpty() ? "" : format.render(request(messages()));
  }

  /** How many tokens of the context the conversation takes. */
  public int tokens() {
    return messages.isEmpty() ? 0 : format.tokens(prompt()).length;
  }

  /** How many it would take with another question. */
  public int tokensWith(String question) {
    List<Message> all = new ArrayList<>(messages);
    all.add(Message.user(question));
    return format.tokens(format.render(request(all))).length;
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
    running.ifPresent(Reply::cancel);
  }
}
