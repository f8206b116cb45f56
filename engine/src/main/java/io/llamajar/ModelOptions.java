package io.llamajar;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.speculation.Speculation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a model is opened.
 *
 * @param threads how many threads compute; 0 for as many as the machine has cores
 * @param context the most tokens that a session may hold; 0 for as many as the model was trained on
 * @param kvType how sessions keep keys and values: F16 takes half the memory of F32, Q8_0 about a
 *     quarter, where heads are multiples of 32 wide
 * @param loras adapters that are used where a request names no others
 * @param memory the most bytes for the keys, values and states of all texts, those included that
 *     are kept for later; 0 for what the machine can spare
 * @param parallel the most texts that are generated at a time
 * @param queue the most texts that wait for their turn
 * @param draft a smaller model with the same tokens that guesses what this one is going to say
 * @param speculation how the next tokens of a text are guessed, where a request does not say
 * @param chatTemplate the Jinja template for chats, in place of that in the file
 */
public record ModelOptions(
    int threads,
    int context,
    GgmlType kvType,
    List<LoraFile> loras,
    long memory,
    int parallel,
    int queue,
    Optional<GgufSource> draft,
    Speculation speculation,
    Optional<String> chatTemplate) {
  private static final int MOST_THREADS = 1024;
  private static final int MOST_PARALLEL = 256;
  private static final int PARALLEL = 64;
  private static final int QUEUE = 1024;
  private static final Set<GgmlType> KV_TYPES =
      EnumSet.of(GgmlType.F16, GgmlType.F32, GgmlType.Q8_0);

  public ModelOptions {
    check("number of threads", threads, 0, MOST_THREADS);
    check("context", context, 0, Integer.MAX_VALUE);
    check("number of texts at a time", parallel, 1, MOST_PARALLEL);
    check("number of texts that may wait", queue, 0, Integer.MAX_VALUE);
    if (memory < 0) {
      throw new LlamajarException(
          "The memory is %d bytes; give more, or 0 for what the machine can spare"
              .formatted(memory));
    }
    if (!KV_TYPES.contains(kvType)) {
      throw new LlamajarException(
          "Keys and values cannot be kept as %s; choose F16, F32 or Q8_0".formatted(kvType));
    }
    loras = List.copyOf(loras);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new LlamajarException(
          "The %s is %d; give one from %d to %d".formatted(name, value, least, most));
    }
  }

  /** All cores, the model's own context, F16. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        0,
        0,
        GgmlType.F16,
        List.of(),
        0,
        PARALLEL,
        QUEUE,
        Optional.empty(),
        Speculation.defaults(),
        Optional.empty());
  }

  public ModelOptions withThreads(int newThreads) {
    return with(copy -> copy.threads = newThreads);
  }

  public ModelOptions withContext(int newContext) {
    return with(copy -> copy.context = newContext);
  }

  public ModelOptions withKvType(GgmlType newKvType) {
    return with(copy -> copy.kvType = newKvType);
  }

  public ModelOptions withLoras(List<LoraFile> newLoras) {
    return with(copy -> copy.loras = newLoras);
  }

  public ModelOptions withMemory(long newMemory) {
    return with(copy -> copy.memory = newMemory);
  }

  public ModelOptions withParallel(int newParallel) {
    return with(copy -> copy.parallel = newParallel);
  }

  public ModelOptions withQueue(int newQueue) {
    return with(copy -> copy.queue = newQueue);
  }

  public ModelOptions withDraft(GgufSource newDraft) {
    return with(copy -> copy.draft = Optional.of(newDraft));
  }

  public ModelOptions withSpeculation(Speculation newSpeculation) {
    return with(copy -> copy.speculation = newSpeculation);
  }

  public ModelOptions withChatTemplate(String newChatTemplate) {
    return with(copy -> copy.chatTemplate = Optional.of(newChatTemplate));
  }

  private ModelOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** The same options, to be changed once. */
  private static final class Copy {
    private int threads;
    private int context;
    private GgmlType kvType;
    private List<LoraFile> loras;
    private long memory;
    private int parallel;
    private int queue;
    private Optional<GgufSource> draft;
    private Speculation speculation;
    private Optional<String> chatTemplate;

    private Copy(ModelOptions from) {
      threads = from.threads;
      context = from.context;
      kvType = from.kvType;
      loras = from.loras;
      memory = from.memory;
      parallel = from.parallel;
      queue = from.queue;
      draft = from.draft;
      speculation = from.speculation;
      chatTemplate = from.chatTemplate;
    }

    private ModelOptions options() {
      return new ModelOptions(
          threads,
          context,
          kvType,
          loras,
          memory,
          parallel,
          queue,
          draft,
          speculation,
          chatTemplate);
    }
  }
}
