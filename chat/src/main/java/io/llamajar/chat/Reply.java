package io.llamajar.chat;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.AnswerReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model's answer to a request, in events as the model thinks of them.
 *
 * <p>A model that has thought for as long as it may is stopped; then it goes on behind the end of
 * its thoughts, which is put into its mouth. That costs little: what it has read, it knows. Stop
 * strings hold for what the model says itself, in its thoughts as behind them: what is put into its
 * mouth neither is one nor belongs to one.
 *
 * <p>To be read by one thread; any may {@link #cancel}.
 */
public final class Reply {
  private final Model model;
  private final ChatFormat format;
  private final ChatRequest request;
  private final GenerationOptions options;
  private final AnswerReader reader;
  private String promptText;
  private int[] prompt;
  private volatile Generation generation;
  private volatile boolean cancelled;
  private volatile boolean isToAnswer; // and to think no more
  private Optional<Generation> thoughts = Optional.empty(); // the generation that was stopped
  private int before; // tokens of the answer that it took
  private int told; // characters of its text
  private int thought; // tokens of the answer up to the end of its thoughts
  private List<AnswerEvent> opening = List.of(); // of thoughts that ended before they began
  private List<TokenLogprob> tokens = List.of(); // of the last piece
  private boolean isFull; // no room is left for the end of its thoughts
  private boolean isFinished;
  private boolean endsInCall;

  private Reply(Model model, ChatFormat format, ChatRequest request, GenerationOptions options) {
    this.model = model;
    this.format = format;
    this.request = request;
    this.options = options;
    this.promptText = format.render(request);
    this.reader = format.reader(request, promptText);
    if (reader.isReasoning() && request.reasoning().budget().isSpentBy(0)) {
      promptText += conclusion();
      opening = reader.accept(conclusion());
    }
    this.prompt = format.tokens(promptText);
    this.generation = model.generate(prompt, generated(options.maxTokens()));
  }

  /**
   * Asks a model; nothing happens until the first events are asked for.
   *
   * @throws io.llamajar.LlamajarException if the template refuses the request, it does not fit into
   *     the context, or a tool's schema cannot be enforced
   */
  public static Reply to(
      ChatRequest request, Model model, ChatFormat format, GenerationOptions options) {
    return new Reply(model, format, request, options);
  }

  private String conclusion() {
    return request.reasoning().budget().message() + format.thinking().conclusion();
  }

  /** How the text behind the prompt is generated. */
  private GenerationOptions generated(int maxTokens) {
    return format.options(options, request, promptText).withMaxTokens(maxTokens);
  }

  /**
   * Has the model begin before the first events are asked for.
   *
   * @throws io.llamajar.scheduler.BusyException if too many wait for their turn already
   */
  public void start() {
    generation.start();
  }

  /** What has become known next, perhaps nothing; empty when the answer has ended. */
  public Optional<List<AnswerEvent>> next() {
    if (!opening.isEmpty()) {
      List<AnswerEvent> events = opening;
      opening = List.of();
      return Optional.of(events);
    }
    Optional<Generation.Piece> piece = isFull ? Optional.empty() : generation.findNext();
    if (piece.isPresent()) {
      tokens = piece.get().tokens();
      told += piece.get().text().length();
      boolean thinks = reader.isReasoning();
      List<AnswerEvent> events = new ArrayList<>(reader.accept(piece.get().text()));
      if (thinks || reader.isReasoning()) {
        thought = before + generation.readTokens();
      }
      if (hasThoughtEnough()) {
        events.addAll(conclude());
      }
      return Optional.of(events);
    }
    if (isFinished) {
      return Optional.empty();
    }
    isFinished = true;
    tokens = List.of();
    List<AnswerEvent> rest = reader.finish();
    endsInCall = rest.stream().anyMatch(AnswerEvent.CallBroken.class::isInstance);
    return Optional.of(rest);
  }

  private boolean hasThoughtEnough() {
    return thoughts.isEmpty()
        && reader.isReasoning()
        && (isToAnswer || request.reasoning().budget().isSpentBy(generation.readTokens()));
  }

  /** Stops the model, ends its thoughts for it, and has it go on. */
  private List<AnswerEvent> conclude() {
    Generation stopped = generation;
    before = stopped.readTokens();
    int[] said = Arrays.copyOf(stopped.tokens(), before);
    String text = format.textWithin(said);
    // What might have become a stop string was held back, and will not become one.
    String held = text.substring(Math.min(told, text.length()));
    List<AnswerEvent> events = new ArrayList<>(reader.accept(held));
    int left = options.maxTokens() < 0 ? options.maxTokens() : options.maxTokens() - before;
    String conclusion = reader.isReasoning() ? conclusion() : "";
    int[] longer =
        Stream.of(prompt, said, format.tokensWithin(conclusion))
            .flatMapToInt(IntStream::of)
            .toArray();
    isFull = longer.length > model.context();
    if (isFull) {
      stopped.cancel();
      return events;
    }
    prompt = longer;
    promptText += conclusion;
    thoughts = Optional.of(stopped);
    generation = stopped.follow(prompt, generated(left));
    if (cancelled) {
      generation.cancel(); // it was meant
    }
    events.addAll(reader.accept(conclusion));
    return events;
  }

  /** Passes all events that are still to come to a reader, and gives the whole answer. */
  public Answer forEach(Consumer<? super AnswerEvent> events) {
    try {
      for (Optional<List<AnswerEvent>> next = next(); next.isPresent(); next = next()) {
        next.get().forEach(events);
      }
      return new Answer(parts(), finish().orElseThrow(), statistics());
    } catch (RuntimeException | Error e) {
      cancel(); // nobody reads on
      throw e;
    }
  }

  /** The answer as far as it has come. */
  public AnswerParts parts() {
    return reader.parts();
  }

  /** The tokens whose text has come with the last events, if they were wanted. */
  public List<TokenLogprob> tokens() {
    return tokens;
  }

  /** How many tokens the model has thought for. */
  public int reasoningTokens() {
    return thought;
  }

  /** Has the model end its thoughts, if it thinks, after its present token; from any thread. */
  public void endThoughts() {
    isToAnswer = true;
  }

  /** Ends it after its present token; from any thread. */
  public void cancel() {
    cancelled = true;
    generation.cancel();
  }

  /**
   * Why it ended; empty while it has not. An answer that ends within a call is too short, whatever
   * ended it: those who were told of the call must not take it for whole.
   */
  public Optional<Finish> finish() {
    if (isFinished && isFull) {
      return Optional.of(Finish.CONTEXT);
    }
    return isFinished
        ? generation.finish().map(reason -> endsInCall ? cutShort(reason) : reason)
        : Optional.empty();
  }

  private static Finish cutShort(Finish reason) {
    return switch (reason) {
      case END, STOP -> Finish.LENGTH;
      case LENGTH, CONTEXT, CANCELLED -> reason;
    };
  }

  /** The generation that gives the answer at present: its stop string, its tokens. */
  public Generation generation() {
    return generation;
  }

  /** What it took so far. */
  public Statistics statistics() {
    Statistics last = generation.statistics();
    return thoughts
        .map(Generation::statistics)
        .map(first ->
            new Statistics(
                first.promptTokens(),
                first.cachedTokens(),
                before + last.generatedTokens(),
                first.draftedTokens() + last.draftedTokens(),
                first.acceptedTokens() + last.acceptedTokens(),
                first.promptSeconds(),
                first.generationSeconds() + last.promptSeconds() + last.generationSeconds()))
        .orElse(last);
  }
}
