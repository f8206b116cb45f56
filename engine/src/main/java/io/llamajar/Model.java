package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Dispatch;
import io.llamajar.kernel.Kernels;
import io.llamajar.model.Architectures;
import io.llamajar.model.Decoder;
import io.llamajar.model.ModelFile;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A language model, opened from a GGUF file: where everything begins.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.gguf"));
 *     Session session = model.session()) {
 *   session.generate("Once upon a time", GenerationOptions.defaults()).forEach(System.out::print);
 * }
 * }</pre>
 *
 * <p>The file is mapped, not read: opening takes milliseconds, and processes share its memory. A
 * model may be used by several threads, each with a session of its own; their steps take turns.
 */
public final class Model implements AutoCloseable {
  private final Gguf gguf;
  private final ModelOptions options;
  private final Content content;
  private final Kernels kernels;
  private final ThreadTeam team;
  private final Workspace workspace = new Workspace();
  private final Ops ops;
  private final ReentrantLock turn = new ReentrantLock(true);
  private boolean closed;

  /** What a file must hold for its model to run, read and checked. */
  private record Content(Decoder decoder, Tokenizer tokenizer, int trainedContext) {
    static Content of(Gguf gguf) {
      Decoder decoder = Architectures.load(gguf);
      Tokenizer tokenizer = Tokenizer.of(gguf.metadata());
      if (tokenizer.vocabularySize() == 0) {
        throw new LlamajarException(
            "tokenizer.ggml.tokens is empty; the file is incomplete, convert or download it again");
      }
      return new Content(decoder, tokenizer, new ModelFile(gguf).positions("context_length"));
    }
  }

  private Model(Gguf gguf, ModelOptions options) {
    this.gguf = gguf;
    this.options = options;
    this.content = Content.of(gguf);
    this.kernels = Dispatch.best();
    int cores = Runtime.getRuntime().availableProcessors();
    this.team = new ThreadTeam(options.threads() == 0 ? cores : options.threads());
    this.ops = new Ops(kernels, team, workspace);
  }

  /**
   * Opens a GGUF file, or any part of a split one, with {@link ModelOptions#defaults}.
   *
   * @throws LlamajarException if it cannot be read, is broken, or holds a model that is not
   *     supported
   */
  public static Model open(Path file) {
    return open(GgufSource.of(file), ModelOptions.defaults());
  }

  /**
   * Opens a GGUF wherever its bytes lie.
   *
   * @throws LlamajarException if it cannot be read, is broken, or holds a model that is not
   *     supported
   */
  public static Model open(GgufSource source, ModelOptions options) {
    Gguf gguf = Gguf.open(source);
    try {
      return new Model(gguf, options);
    } catch (Throwable e) {
      gguf.close();
      throw e;
    }
  }

  /** Why the model in a file cannot be run, in a sentence; empty if it can. */
  public static Optional<String> obstacle(Gguf gguf) {
    try {
      Content.of(gguf);
      return Optional.empty();
    } catch (LlamajarException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What else the file says: metadata and tensors. */
  public Gguf gguf() {
    return gguf;
  }

  public Tokenizer tokenizer() {
    return content.tokenizer;
  }

  /** The model's name in its file, or its architecture if it has none. */
  public String name() {
    return gguf.metadata().findText("general.name").orElseGet(this::architecture);
  }

  /** {@code general.architecture}, as "llama". */
  public String architecture() {
    return gguf.metadata().text("general.architecture");
  }

  /** The name of the kernels that it computes with. */
  public String kernels() {
    return kernels.name();
  }

  /** The number of threads that it computes with. */
  public int threads() {
    return team.threads();
  }

  /** The number of tokens it knows. */
  public int vocabularySize() {
    return content.decoder.vocabularySize();
  }

  /** The number of tokens it can say: some have no text, as they only pad the embeddings. */
  int speakable() {
    return Math.min(vocabularySize(), content.tokenizer.vocabularySize());
  }

  /** The most tokens it was trained to take into account. */
  public int trainedContext() {
    return content.trainedContext;
  }

  /** The most tokens that a session may hold. */
  public int context() {
    return options.context() == 0 ? trainedContext() : options.context();
  }

  /** The model's own Jinja template for chats, if its file has one. */
  public Optional<String> chatTemplate() {
    return gguf.metadata().findText("tokenizer.chat_template");
  }

  /** What a user should know before relying on this model, in sentences. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    content.tokenizer.warning().ifPresent(warnings::add);
    if (context() > trainedContext()) {
      warnings.add(
          "The context of %d tokens is longer than the %d that the model was trained on; expect its text to degrade beyond them"
              .formatted(context(), trainedContext()));
    }
    return warnings;
  }

  /** An empty session. */
  public Session session() {
    return new Session(
        this, new KvCache(content.decoder.cacheShapes(), options.kvType(), context()));
  }

  /**
   * Runs tokens on a session's cache and advances it.
   *
   * @param outputs of how many of the last tokens the logits are wanted
   * @param read sees the logits, {@code [outputs, vocabulary]}, before anybody overwrites them;
   *     must not call code of users, as all other sessions wait
   */
  void forward(int[] tokens, int count, KvCache cache, int outputs, Consumer<Tensor> read) {
    inTurn(() -> {
      if (closed) {
        throw new IllegalStateException("the model was closed");
      }
      try {
        cache.reserve(count);
        read.accept(content.decoder.forward(ops, tokens, count, cache, outputs));
        cache.advance(count);
      } finally {
        workspace.release(0);
      }
    });
  }

  /** Does something while no session computes. */
  void inTurn(Runnable action) {
    turn.lock();
    try {
      action.run();
    } finally {
      turn.unlock();
    }
  }

  /** Ends its threads and unmaps the file; sessions cannot be used afterwards. */
  @Override
  public void close() {
    inTurn(() -> {
      if (!closed) {
        closed = true;
        team.close();
        workspace.close();
        gguf.close();
      }
    });
  }
}
