package io.llamajar;

import io.llamajar.sampling.SamplerChain;
import io.llamajar.sampling.StopStrings;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.TokenDecoder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Text that comes piece by piece as the model thinks of it: an iterator, a stream, or all at once.
 *
 * <p>Nothing happens until the first piece is asked for. A piece is never empty and never ends
 * within a character.
 */
public final class Generation implements Iterator<String> {
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
   * What it took.
   *
   * @param promptTokens tokens in the prompt
   * @param cachedTokens of those, the ones that had been read before
   * @param generatedTokens tokens generated, the one that ended the text not counted
   * @param promptSeconds time to read the prompt
   * @param generationSeconds time from then on
   */
  public record Statistics(
      int promptTokens,
      int cachedTokens,
      int generatedTokens,
      double promptSeconds,
      double generationSeconds) {}

  private final Session session;
  private final int[] prompt;
  private final GenerationOptions options;
  private final SamplerChain sampler;
  private final TokenDecoder decoder;
  private final StopStrings stops;
  private int[] generated = new int[16];
  private int count;
  private int cached;
  private long begun;
  private long promptRead;
  private long ended;
  private String piece = "";
  private Optional<Finish> finish = Optional.empty();
  private volatile boolean cancelled;

  Generation(Session session, int[] prompt, GenerationOptions options) {
    this.session = session;
    this.prompt = prompt;
    this.options = options;
    this.sampler = new SamplerChain(options.sampling(), session.model().speakable());
    this.decoder = session.model().tokenizer().decoder(ControlText.HIDDEN);
    this.stops = new StopStrings(options.stops());
  }

  /** Whether there is more text; runs the model until there is, or until the end. */
  @Override
  public boolean hasNext() {
    while (piece.isEmpty() && finish.isEmpty()) {
      step();
    }
    return !piece.isEmpty();
  }

  /** The next piece of text. */
  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the text has ended");
    }
    String next = piece;
    piece = "";
    return next;
  }

  /** Passes all pieces to {@code reader} as they come. */
  public void forEach(Consumer<? super String> reader) {
    forEachRemaining(reader);
  }

  /** The pieces as a stream that runs the model as it is read. */
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

  /** Asks it to end after the present step; may be called from any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Why it ended; empty while it has not. */
  public Optional<Finish> finish() {
    return finish;
  }

  /** The seed of its random choices, which gives the same text again. */
  public long seed() {
    return sampler.seed();
  }

  /** The tokens generated so far, without the one that ended the text. */
  public int[] tokens() {
    return Arrays.copyOf(generated, count);
  }

  /** What it took so far. */
  public Statistics statistics() {
    long now = finish.isPresent() ? ended : System.nanoTime();
    double reading = begun == 0 ? 0 : ((promptRead == 0 ? now : promptRead) - begun) / 1e9;
    double writing = promptRead == 0 ? 0 : (now - promptRead) / 1e9;
    return new Statistics(prompt.length, cached, count, reading, writing);
  }

  private void step() {
    if (cancelled) {
      end(Finish.CANCELLED);
    } else if (promptRead == 0) {
      readPrompt();
    } else if (count == options.maxTokens()) {
      end(Finish.LENGTH);
    } else {
      generateToken();
    }
  }

  private void readPrompt() {
    begun = System.nanoTime();
    cached = session.begin(this, prompt, () -> cancelled);
    for (int token : prompt) {
      if (token < session.model().speakable()) {
        sampler.accept(token);
      }
    }
    promptRead = System.nanoTime();
  }

  private void generateToken() {
    session.checkRuns(this);
    if (session.length() < prompt.length + count) { // not where an exception came in between
      if (session.isFull()) {
        end(Finish.CONTEXT);
        return;
      }
      session.append(generated[count - 1]);
    }
    int token = sampler.sample(session.logits());
    if (session.model().tokenizer().endsGeneration(token)) {
      end(Finish.END);
      return;
    }
    sampler.accept(token);
    if (count == generated.length) {
      generated = Arrays.copyOf(generated, 2 * count);
    }
    generated[count++] = token;
    piece = stops.accept(decoder.accept(token));
    if (stops.found().isPresent()) {
      finish(Finish.STOP);
    }
  }

  /** Ends a text that no stop string has ended: what was held back is shown. */
  private void end(Finish reason) {
    piece += stops.accept(decoder.finish());
    piece += stops.flush();
    finish(stops.found().isPresent() ? Finish.STOP : reason);
  }

  private void finish(Finish reason) {
    ended = System.nanoTime();
    finish = Optional.of(reason);
  }
}
