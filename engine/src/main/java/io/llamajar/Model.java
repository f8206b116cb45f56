package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.grammar.Grammars;
import io.llamajar.model.Encoder;
import io.llamajar.model.Network;
import io.llamajar.model.Readout;
import io.llamajar.ops.LowRank;
import io.llamajar.sampling.Breakers;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.Load;
import io.llamajar.scheduler.Scheduler;
import io.llamajar.speculation.Speculation;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A language model, opened from a GGUF file: where everything begins.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.gguf"))) {
 *   model.generate("Once upon a time", GenerationOptions.defaults()).forEach(System.out::print);
 * }
 * }</pre>
 *
 * <p>The file is mapped, not read: opening takes milliseconds, and processes share its memory. A
 * model may be used by any number of threads: what they want generated is generated together. What
 * was read is kept as long as there is memory, so that a prompt costs only what is new in it.
 */
public final class Model implements AutoCloseable {
  private final Gguf gguf;
  private final ModelOptions options;
  private final Content content;
  private final ContextSize context;
  private final Machine machine;
  private final Adapters adapters;
  private final SequenceBreakers breakers;
  private final Optional<DraftFile> draft;
  private final Grammars grammars;

  private Model(Gguf gguf, Optional<DraftFile> draft, ModelOptions options) {
    this.gguf = gguf;
    this.draft = draft;
    this.options = options;
    this.content = Content.of(gguf, options.context());
    this.breakers = new SequenceBreakers(content.tokenizer(), content.speakable());
    this.adapters = new Adapters(this, gguf);
    this.grammars = new Grammars(content.tokenizer(), content.speakable());
    draft.ifPresent(file -> file.checkFits(content));
    long weights = MachineMemory.weights(gguf) + draft.map(DraftFile::weightBytes).orElse(0L);
    long all = MachineMemory.budget(weights, options);
    List<KvShape> layers = network().cacheShapes();
    long drafts = draft.map(file -> file.takeShare(all, layers, options.kvType())).orElse(0L);
    KvPool pool = new KvPool(layers, options.kvType(), all - drafts);
    this.context = new ContextSize(options.context(), trainedContext(), network().longest(), pool);
    context.check();
    Preparation.of(gguf, content.tokenizer());
    this.machine = new Machine(content, options, context, draft);
  }

  private Model withAdapters() {
    try {
      adapters.openAll(options.loras());
      return this;
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Lets a thread find out what this machine can do, before somebody has to wait for it. */
  public static void prepare() {
    Preparation.ofMachine();
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
    Optional<DraftFile> draft = Optional.empty();
    try {
      draft = options.draft().map(DraftFile::open);
      return new Model(gguf, draft, options).withAdapters();
    } catch (Throwable e) {
      draft.ifPresent(DraftFile::close);
      gguf.close();
      throw e;
    }
  }

  /**
   * Opens a LoRA adapter for this model. It is computed beside the weights, which stay as they are,
   * and closed with the model.
   *
   * @throws LlamajarException if it cannot be read, is no adapter, or is for another model
   */
  public Adapter adapter(GgufSource source) {
    return adapters.open(source);
  }

  /** The adapters that it was opened with, in their order, each as it was trained. */
  public List<Adapter> adapters() {
    return adapters.given();
  }

  /** From now on what names no adapters uses these, and no others. */
  public void use(List<Adapter> newAdapters) {
    adapters.use(newAdapters);
  }

  /** How much of an adapter is used by what names none. */
  public double factor(Adapter adapter) {
    return adapters.factor(adapter);
  }

  /** Why the model in a file cannot be run, in a sentence; empty if it can. */
  public static Optional<String> obstacle(Gguf gguf) {
    try {
      Content.of(gguf, 0);
      return Optional.empty();
    } catch (LlamajarException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What else the file says: metadata and tensors. */
  public Gguf gguf() {
    return gguf.view(); // kernels read its weights by their addresses
  }

  public Tokenizer tokenizer() {
    return content.tokenizer();
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
    return machine.kernels();
  }

  /** The number of threads that it computes with. */
  public int threads() {
    return machine.threads();
  }

  /** The number of tokens it knows. */
  public int vocabularySize() {
    return content.network().vocabularySize();
  }

  /** What computes. */
  Network network() {
    return content.network();
  }

  /** What makes vectors and scores of what it computes. */
  Readout readout() {
    return content.readout();
  }

  /** The number of tokens it can say: some have no text, as they only pad the embeddings. */
  int speakable() {
    return content.speakable();
  }

  /** Where sequences end that are not to be repeated. */
  Breakers breakers(Sampling.Dry dry) {
    return dry.acts() ? breakers.of(dry.breakers()) : Breakers.NONE;
  }

  /** The most tokens it was trained to take into account. */
  public int trainedContext() {
    return content.trainedContext();
  }

  /** The most tokens that a session may hold. */
  public int context() {
    return context.tokens();
  }

  /** The most texts that are generated or wait at a time; more at once are always refused. */
  public long mostTexts() {
    return (long) options.parallel() + options.queue();
  }

  /** The Jinja template for chats: the options', else that in the file, if it has one. */
  public Optional<String> chatTemplate() {
    return options.chatTemplate().or(() -> gguf.metadata().findText("tokenizer.chat_template"));
  }

  /** What a user should know before relying on this model, in sentences. */
  public List<String> warnings() {
    return Stream.concat(content.tokenizer().warning().stream(), context.warning().stream())
        .toList();
  }

  /**
   * Generates text that follows a prompt. Special tokens in the prompt are recognised, and the ones
   * that the model wants around a text are added.
   *
   * @throws LlamajarException if the prompt is longer than the context, or the model is an encoder,
   *     which only embeds or ranks texts
   */
  public Generation generate(String prompt, GenerationOptions how) {
    return generate(tokenizer().encode(prompt, Specials.ADDED_AND_PARSED), how);
  }

  /**
   * Generates text that follows a prompt of tokens, taken as they are.
   *
   * @throws LlamajarException if the prompt is empty or longer than the context, a token is out of
   *     range, the model is an encoder, or it cannot write what the grammar asks for
   */
  public Generation generate(int[] prompt, GenerationOptions how) {
    return generate(prompt, how, false);
  }

  /** The same; what had its turn goes on in it. */
  Generation generate(int[] prompt, GenerationOptions how, boolean hadTurn) {
    checkGenerates();
    if (prompt.length == 0) {
      throw new LlamajarException("The prompt is empty; give the model something to follow on");
    }
    checkPrompt(prompt);
    changes(how.adapters());
    return new Generation(this, prompt.clone(), how, hadTurn);
  }

  /** Makes sure that a prompt fits into the context and that the model knows its tokens. */
  void checkPrompt(int[] prompt) {
    Session.checkTokens(this, prompt, 0, prompt.length);
    context.checkHolds(prompt.length);
  }

  /** What adapters change; without any said, those that all use. */
  List<LowRank.Scaled> changes(Optional<List<Adapter>> named) {
    return adapters.changes(named);
  }

  /** What texts are to match. */
  Grammars grammars() {
    return grammars;
  }

  /** The memory of all sequences. */
  KvPool pool() {
    return machine.pool();
  }

  /** How the next tokens of a text are guessed, where a request does not say. */
  public Speculation speculation() {
    return options.speculation();
  }

  /** Computes for all. */
  Scheduler scheduler() {
    return machine.scheduler();
  }

  /**
   * Writes what is known of a text into a file: another process that {@linkplain #restore restores}
   * it need not read the text again.
   *
   * @param tokens of a prompt, and what was generated after it
   * @return how many of them are in the file: as many as were read and not forgotten
   * @throws LlamajarException if the file cannot be written; what it held before is then still
   *     there
   */
  public int save(int[] tokens, Path file) {
    checkGenerates();
    return scheduler().save(adapters.changes(), tokens, file, fingerprint());
  }

  /**
   * Reads a file that was {@linkplain #save saved} with this model and the same adapters.
   *
   * @return the tokens in it
   * @throws LlamajarException if it cannot be read, is damaged, is not good for this model, or
   *     holds more than there is memory for
   */
  public int[] restore(Path file) {
    checkGenerates();
    return scheduler().restore(adapters.changes(), file, fingerprint());
  }

  /** What keys and values depend on: weights, adapters and their type. */
  private byte[] fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(gguf).add(options.kvType().name());
    adapters.addTo(fingerprint);
    return fingerprint.bytes();
  }

  /** What it is generating and has generated. */
  public Load load() {
    return scheduler().load();
  }

  /**
   * An empty session, for reading token by token what one chooses oneself.
   *
   * @throws LlamajarException if the model is an encoder, which only embeds or ranks texts
   */
  public Session session() {
    checkGenerates();
    return new Session(this, new KvCache(pool(), context()), adapters.changes());
  }

  private void checkGenerates() {
    if (network() instanceof Encoder) {
      throw new LlamajarException(
          "This model (%s) reads texts and cannot generate any; use llamajar embed, or llamajar rerank if it ranks them"
              .formatted(architecture()));
    }
  }

  /**
   * Turns texts into vectors, as {@link EmbeddingOptions#defaults} say.
   *
   * @throws LlamajarException if the model was made to rank texts
   */
  public Embedder embedder() {
    return embedder(EmbeddingOptions.defaults());
  }

  /**
   * Turns texts into vectors.
   *
   * @throws LlamajarException if the model was made to rank texts, and no pooling is chosen
   */
  public Embedder embedder(EmbeddingOptions embedding) {
    return new Embedder(this, embedding);
  }

  /**
   * Says how well documents answer a query.
   *
   * @throws LlamajarException if the model has no head for that
   */
  public Reranker reranker() {
    return new Reranker(this);
  }

  /**
   * Has several sessions read one more token each, in one pass that reads the weights once for all.
   * What follows on it is then in {@link Session#logits}, the same to the bit as if the session had
   * read its token alone.
   *
   * @param tokens one for each session, otherwise as {@link #advance(List, List)}
   */
  public void advance(List<Session> sessions, int[] tokens) {
    advance(sessions, Arrays.stream(tokens).mapToObj(token -> new int[] {token}).toList());
  }

  /**
   * Has several sessions read on, each a text of its own length, in as few passes as it takes.
   *
   * @param sessions of this model, each once
   * @param texts tokens for each session, at least one
   * @throws LlamajarException if the context of one is too small, or a token is out of range; then
   *     none has read anything
   */
  public void advance(List<Session> sessions, List<int[]> texts) {
    Session.checkEach(sessions, this, texts.size());
    for (int i = 0; i < texts.size(); i++) {
      sessions.get(i).checkFits(texts.get(i), 0, texts.get(i).length);
    }
    for (int i = 0; i < texts.size(); i++) {
      sessions.get(i).toRead(texts.get(i), 0, texts.get(i).length);
    }
    read(sessions);
  }

  /** Has sessions read what they are to read, pass by pass; others may take turns. */
  void read(List<Session> sessions) {
    machine.read(sessions);
  }

  /** Does something while nobody computes. */
  void inTurn(Runnable action) {
    machine.inTurn(action);
  }

  /** Ends its threads and unmaps the file; what it is generating fails. */
  @Override
  public void close() {
    machine.close();
    inTurn(() -> {
      adapters.close();
      draft.ifPresent(DraftFile::close);
      gguf.close();
    });
  }
}
