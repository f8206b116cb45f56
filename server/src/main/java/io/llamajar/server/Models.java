package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.gguf.GgufSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The models that a server has, by their names: each is opened when it is first asked for, and the
 * one that was used least recently is closed when there is no memory for another; never one in use.
 * Whoever uses one may have it closed when it has not been used for some time.
 */
public final class Models implements AutoCloseable {
  /**
   * A model that may be asked for.
   *
   * @param name what requests call it
   */
  public record Source(String name, GgufSource file) {}

  /** How long a model stays open that nobody uses, if nobody has said. */
  static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private final ModelOptions options;
  private final long memory; // for all that are open
  private final Consumer<String> log;
  private final long created = System.currentTimeMillis() / 1000;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new LinkedHashMap<>(); // fixed
  private final List<Entry> opened = new ArrayList<>(); // under the lock; the last was used last
  private boolean closed; // under the lock

  /** A model, and who uses it; under the lock. */
  private static final class Entry {
    private final Source source;
    private Optional<Model> model = Optional.empty();
    private Optional<ChatTemplate> template = Optional.empty();
    private Optional<ChatFormat> format = Optional.empty();
    private Slots slots = new Slots(0); // none until it is opened
    private long bytes;
    private int users;
    private long uses;
    private Duration keptFor = FOREVER; // when it is not used
    private Instant lastUsed = Instant.EPOCH;

    private Entry(Source source) {
      this.source = source;
    }
  }

  /** A model that stays open until its lease is closed. */
  public final class Lease implements AutoCloseable {
    private final Entry entry;
    private final Model model;
    private final Slots slots;
    private boolean ended;

    private Lease(Entry entry, Model model) {
      this.entry = entry;
      this.model = model;
      this.slots = entry.slots;
    }

    public String name() {
      return entry.source.name();
    }

    public Model model() {
      return model;
    }

    /** The places where its texts are. */
    Slots slots() {
      return slots;
    }

    /**
     * How its chats are written.
     *
     * @throws LlamajarException if the model has a template that is none
     */
    public ChatTemplate template() {
      lock.lock();
      try {
        ChatTemplate template = entry.template.orElseGet(() -> ChatTemplate.of(model));
        entry.template = Optional.of(template);
        return template;
      } finally {
        lock.unlock();
      }
    }

    /**
     * How its users talk with it.
     *
     * @throws LlamajarException if the model has a template that is none
     */
    ChatFormat format() {
      ChatTemplate template = template();
      lock.lock();
      try {
        ChatFormat format = entry.format.orElseGet(() -> ChatFormat.of(model, template));
        entry.format = Optional.of(format);
        return format;
      } finally {
        lock.unlock();
      }
    }

    /** Has it closed when it has not been used for so long, from the end of any later use on. */
    void keepFor(Duration idle) {
      lock.lock();
      try {
        entry.keptFor = idle;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!ended) {
          ended = true;
          entry.users--;
          entry.lastUsed = Instant.now();
          closeLater(entry);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * @param sources at least one, each of another name
   * @param memory bytes that all open models may take together: weights, keys and values
   * @param log is told which models are opened and closed, and what to know about them
   */
  public Models(List<Source> sources, ModelOptions options, long memory, Consumer<String> log) {
    for (Source source : sources) {
      if (entries.put(source.name(), new Entry(source)) != null) {
        throw new LlamajarException(
            "Two models are called '%s'; name one of them otherwise".formatted(source.name()));
      }
    }
    this.options = sources.size() > 1 ? shared(options, memory, sources) : options;
    this.memory = memory;
    this.log = log;
  }

  /** Of several models none may take all the memory: each has its share, or at least a quarter. */
  private static ModelOptions shared(ModelOptions options, long memory, List<Source> sources) {
    if (options.memory() > 0 || memory == Long.MAX_VALUE) {
      return options;
    }
    long weights = sources.stream().mapToLong(Models::bytes).sum();
    return options.withMemory(Math.max(memory / 4, (memory - weights) / sources.size()));
  }

  private static long bytes(Source source) {
    try {
      return source.file().bytes();
    } catch (LlamajarException _) {
      return 0; // opening it will tell
    }
  }

  /** How they are opened. */
  ModelOptions options() {
    return options;
  }

  /** What they are called, in the order in which they were given. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** All of them, in the order in which they were given. */
  List<Source> sources() {
    return entries.values().stream().map(entry -> entry.source).toList();
  }

  /** Whether a model is called that; a single one answers to any name. */
  public boolean knows(String name) {
    return entries.size() == 1 || entries.containsKey(name);
  }

  /** Since when there are these models, in seconds since 1970. */
  public long created() {
    return created;
  }

  /** The models that are open, without their becoming used by it. */
  public Map<String, Model> opened() {
    lock.lock();
    try {
      Map<String, Model> models = new LinkedHashMap<>();
      opened.forEach(entry -> models.put(entry.source.name(), entry.model.orElseThrow()));
      return models;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A model to use; opened, if it is not.
   *
   * @param name any, if there is one model only; without one, the first
   * @throws ApiException if there is no such model, or none can make room for it
   */
  Lease use(Optional<String> name) {
    String known = name.filter(entries::containsKey).orElse(names().getFirst());
    if (name.isPresent() && !knows(name.get())) {
      throw ApiException.notFound(
              "There is no model '%s' here; choose one of %s"
                  .formatted(name.get(), String.join(", ", names())))
          .withCode("model_not_found");
    }
    lock.lock();
    try {
      Entry entry = entries.get(known);
      if (entry == null || closed) {
        throw ApiException.busy("The server is about to end; try again later or elsewhere");
      }
      Model model = entry.model.isPresent() ? entry.model.get() : open(entry);
      opened.remove(entry);
      opened.add(entry);
      entry.users++;
      entry.uses++;
      return new Lease(entry, model);
    } finally {
      lock.unlock();
    }
  }

  private Model open(Entry entry) {
    String name = entry.source.name();
    makeRoom(bytes(entry.source) + options.memory());
    try {
      Model model = Model.open(entry.source.file(), options);
      model.warnings().forEach(warning -> log.accept("model %s: %s".formatted(name, warning)));
      entry.model = Optional.of(model);
      entry.slots = new Slots(options.parallel());
      entry.bytes = bytes(entry.source) + options.memory();
      return model;
    } catch (LlamajarException e) {
      log.accept("model %s cannot be opened: %s".formatted(name, e.getMessage()));
      throw new ApiException(
          500, "The model '%s' cannot be opened; the server's log says why".formatted(name));
    }
  }

  /** If nobody uses it until then. */
  private void closeLater(Entry entry) {
    long uses = entry.uses;
    if (entry.keptFor.isZero()) {
      closeUnused(entry, uses);
    } else if (!entry.keptFor.equals(FOREVER)) {
      CompletableFuture.delayedExecutor(entry.keptFor.toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> closeUnused(entry, uses));
    }
  }

  private void closeUnused(Entry entry, long uses) {
    lock.lock();
    try {
      if (entry.users == 0 && entry.uses == uses && entry.model.isPresent()) {
        log.accept("model %s is closed, as it is not used".formatted(entry.source.name()));
        close(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /** When an open model will be closed, if nobody uses it until then; nothing for never. */
  Optional<Instant> closing(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(name))
          .filter(entry -> !entry.keptFor.equals(FOREVER))
          .map(entry -> (entry.users > 0 ? Instant.now() : entry.lastUsed).plus(entry.keptFor));
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(long needed) {
    while (!opened.isEmpty() && taken() + needed > memory) {
      Entry idle =
          opened.stream()
              .filter(entry -> entry.users == 0)
              .findFirst()
              .orElseThrow(() ->
                  ApiException.busy("The models in use leave no memory for this one; try later"));
      log.accept("model %s is closed to make room".formatted(idle.source.name()));
      close(idle);
    }
  }

  private long taken() {
    return opened.stream().mapToLong(entry -> entry.bytes).sum();
  }

  private void close(Entry entry) {
    entry.model.ifPresent(Model::close);
    entry.model = Optional.empty();
    entry.template = Optional.empty();
    entry.format = Optional.empty();
    entry.keptFor = FOREVER;
    opened.remove(entry);
  }

  /** Closes all that are open; what they generate fails. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(opened).forEach(this::close);
    } finally {
      lock.unlock();
    }
  }
}
