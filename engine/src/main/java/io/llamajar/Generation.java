package io.llamajar;

import io.llamajar.scheduler.Request;
import io.llamajar.scheduler.Sequence;
import io.llamajar.scheduler.TokenReader;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Text that comes piece by piece as the model thinks of it: an iterator, a stream, or all at once.
 *
 * <p>Nothing happens until the first piece is asked for; then the model goes on by itself, a little
 * ahead of its reader and never far. A piece is never empty and never ends within a character. To
 * be read by one thread; any may {@link #cancel}.
 */
public final class Generation implements Iterator<String> {
  private static final int FULL = 64; // pieces that nobody has read yet
  private static final int NEARLY_EMPTY = 16;

  /** Why a generation ended. */
  public enum Finish {
    /** The model said that it was done. */
    END,
    /** A stop string came up. */
    STOP,
    /** As many tokens were generated as were allowed. */
    LENGTH,
    /** The context is full. */
    CONTEXT,
    /** {@link Generation#cancel} was called. */
    CANCELLED
  }

  /**
   * A piece of text.
   *
   * @param text what comes next
   * @param tokens those that it has come of, if they were {@linkplain
   *     GenerationOptions#withLogprobs wanted}
   */
  public record Piece(String text, List<TokenLogprob> tokens) {}

  /**
   * What it took.
   *
   * @param promptTokens tokens in the prompt
   * @param cachedTokens of those, the ones that had been read before
   * @param generatedTokens tokens generated, the one that ended the text not counted
   * @param draftedTokens tokens that were guessed and read before it was known whether they come
   * @param acceptedTokens of those, the ones that came
   * @param promptSeconds time to read the prompt, and to wait for its turn
   * @param generationSeconds time from then on
   */
  public record Statistics(
      int promptTokens,
      int cachedTokens,
      int generatedTokens,
      int draftedTokens,
      int acceptedTokens,
      double promptSeconds,
      double generationSeconds) {}

  private final Model model;
  private final int[] prompt;
  private final GenerationOptions options;
  private final SamplerPlan sampler;
  private final boolean hadTurn; // that of the text that it follows
  private final Reader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  // Under the lock.
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Deque<Integer> ends = new ArrayDeque<>(); // tokens up to the end of each piece
  private Optional<Sequence> sequence = Optional.empty();
  private Optional<Finish> finish = Optional.empty();
  private Optional<RuntimeException> failure = Optional.empty();
  private int read;
  private final Tally tally = new Tally();

  Generation(Model model, int[] prompt, GenerationOptions options, boolean hadTurn) {
    this.model = model;
    this.prompt = prompt;
    this.options = options;
    this.sampler = new SamplerPlan(model, prompt, options);
    this.hadTurn = hadTurn;
    this.reader = new Reader();
  }

  /** Whether there is more text; waits until there is, or until the end. */
  @Override
  public boolean hasNext() {
    lock.lock();
    try {
      begin();
      while (pieces.isEmpty() && finish.isEmpty() && failure.isEmpty()) {
        news.awaitUninterruptibly();
      }
      if (pieces.isEmpty() && failure.isPresent()) {
        throw failure.get();
      }
      return !pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has the model begin before the first piece is asked for.
   *
   * @throws io.llamajar.scheduler.BusyException if too many wait for their turn already
   */
  public void start() {
    lock.lock();
    try {
      begin();
    } finally {
      lock.unlock();
    }
  }

  /** Has the model generate it, if that has not begun. */
  private void begin() {
    if (sequence.isEmpty() && finish.isEmpty() && failure.isEmpty()) {
      tally.begin();
      sequence =
          Optional.of(
              model
                  .scheduler()
                  .submit(
                      prompt,
                      new Request(
                          sampler,
                          options.maxTokens(),
                          options.speculation().orElseGet(model::speculation),
                          model.changes(options.adapters()),
                          hadTurn,
                          reader)));
    }
  }

  /** The next piece of text. */
  @Override
  public String next() {
    return nextPiece().text();
  }

  /** The next piece of text, and what it has come of. */
  public Piece nextPiece() {
    return findNext().orElseThrow(() -> new NoSuchElementException("the text has ended"));
  }

  /**
   * The next piece of text; none if it has ended, be it that another thread cancels it at that
   * moment.
   */
  public Optional<Piece> findNext() {
    lock.lock();
    try {
      if (!hasNext()) {
        return Optional.empty();
      }
      Piece next = pieces.removeFirst();
      read = ends.removeFirst();
      if (pieces.size() == NEARLY_EMPTY) {
        sequence.ifPresent(Sequence::resume);
      }
      return Optional.of(next);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Passes all pieces that are still to come to {@code reader}. If it throws, that {@linkplain
   * #cancel ends} it: nobody else reads on.
   */
  @Override
  public void forEachRemaining(Consumer<? super String> reader) {
    try {
      for (Optional<Piece> piece = findNext(); piece.isPresent(); piece = findNext()) {
        reader.accept(piece.get().text());
      }
    } catch (RuntimeException | Error e) {
      cancel();
      throw e;
    }
  }

  /** The same. */
  public void forEach(Consumer<? super String> reader) {
    forEachRemaining(reader);
  }

  /** The pieces as a stream that waits for the model as it is read. */
  public Stream<String> stream() {
    int properties = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, properties), false);
  }

  /** All the text that is still to come. */
  public String text() {
    StringBuilder text = new StringBuilder();
    forEachRemaining(text::append);
    return text.toString();
  }

  /** Ends it: no piece is given any more. May be called from any thread. */
  public void cancel() {
    lock.lock();
    try {
      if (finish().isEmpty() && failure.isEmpty()) {
        pieces.clear();
        ends.clear();
        finish(Finish.CANCELLED);
        sequence.ifPresent(Sequence::cancel);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why it ended; empty while it has not, or there are pieces to read. */
  public Optional<Finish> finish() {
    lock.lock();
    try {
      return pieces.isEmpty() ? finish : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The stop string that ended it, if one did. */
  public Optional<String> stop() {
    lock.lock();
    try {
      return reader.all.stop();
    } finally {
      lock.unlock();
    }
  }

  private void finish(Finish reason) {
    finish = Optional.of(reason);
    tellEnd();
  }

  /** Tells of the end, when another may have its place already. */
  private void tellEnd() {
    tally.end();
    sequence.ifPresent(Sequence::leave);
    news.signalAll();
  }

  /**
   * Ends it, and has the model begin a text with which it goes on: if this one had its turn, that
   * one neither waits behind others nor is refused as one too many.
   *
   * @throws LlamajarException as {@link Model#generate(int[], GenerationOptions)} does; then this
   *     one has not ended
   */
  public Generation follow(int[] newPrompt, GenerationOptions how) {
    Generation next = model.generate(newPrompt, how, hasBegun());
    next.start(); // before others could have the place
    cancel();
    return next;
  }

  private boolean hasBegun() {
    lock.lock();
    try {
      return sequence.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** The seed of its random choices, which gives the same text again. */
  public long seed() {
    return sampler.seed();
  }

  /** Writes what the model knows of this text, prompt included, into a file: {@link Model#save}. */
  public void save(Path file) {
    model.save(context(), file);
  }

  /** The tokens generated so far, without the one that ended the text. */
  public int[] tokens() {
    lock.lock();
    try {
      return reader.all.tokens();
    } finally {
      lock.unlock();
    }
  }

  /** How many tokens the pieces that were taken have come of. */
  public int readTokens() {
    lock.lock();
    try {
      return read;
    } finally {
      lock.unlock();
    }
  }

  /** The tokens of the prompt and those generated so far. */
  public int[] context() {
    return IntStream.concat(IntStream.of(prompt), IntStream.of(tokens())).toArray();
  }

  /** What it took so far. */
  public Statistics statistics() {
    lock.lock();
    try {
      return tally.statistics(prompt.length, reader.all.count());
    } finally {
      lock.unlock();
    }
  }

  /** Takes tokens on the thread that generates for all. */
  private final class Reader implements TokenReader {
    private final Pieces all = new Pieces(model.tokenizer(), options);

    @Override
    public void begin(int known) {
      lock.lock();
      try {
        tally.readPrompt(known);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void guessed(int guesses, int right) {
      lock.lock();
      try {
        tally.guessed(guesses, right);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean read(int token, MemorySegment logits) {
      lock.lock();
      try {
        if (finish.isPresent()) {
          return false;
        }
        all.accept(token, logits);
        if (all.isOver()) {
          finish(all.rest(), Finish.END);
        } else {
          give(all.next());
        }
        return finish.isEmpty();
      } finally {
        lock.unlock();
      }
    }

    private void give(Optional<Piece> piece) {
      if (piece.isPresent()) {
        pieces.add(piece.get());
        ends.add(all.told());
        news.signalAll();
      }
    }

    /** Gives the last piece; a stop string may have come up in it. */
    private void finish(Optional<Piece> last, Finish reason) {
      give(last);
      Generation.this.finish(all.stop().isPresent() ? Finish.STOP : reason);
    }

    @Override
    public boolean needsLogits() {
      return options.logprobs().isPresent();
    }

    @Override
    public int takenBack() {
      return all.takenBack();
    }

    @Override
    public boolean isFull() {
      lock.lock();
      try {
        return pieces.size() >= FULL;
      } finally {
        lock.unlock();
      }
    }

    /** Ends a text that neither the model nor a stop string has ended. */
    @Override
    public void end(Ending ending) {
      lock.lock();
      try {
        if (finish.isEmpty()) {
          finish(
              all.end(),
              switch (ending) {
                case ENOUGH -> Finish.END;
                case LENGTH -> Finish.LENGTH;
                case CONTEXT -> Finish.CONTEXT;
                case CANCELLED -> Finish.CANCELLED;
              });
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void fail(RuntimeException reason) {
      lock.lock();
      try {
        failure = Optional.of(reason);
        tellEnd();
      } finally {
        lock.unlock();
      }
    }
  }
}
