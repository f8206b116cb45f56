package io.llamajar.scheduler;

import io.llamajar.sampling.SamplerChain;
import io.llamajar.scheduler.TokenReader.Ending;
import io.llamajar.speculation.DraftModel.Draft;
import io.llamajar.speculation.Guesses;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A text that is being generated: the prompt, what has followed on it, and how much was read. */
public final class Sequence {
  // Where layers keep states these are copied so that another text can go on from there: every so
  // many tokens; and before the last ones of a prompt, with which a template calls for an answer.
  private static final int CHECKPOINTS = 512;
  private static final int ENDING = 16;
  private static final int[] NOTHING = {};

  private static final int MOST_AGAIN = 64; // tokens that are not worth the name of a prompt

  private final Scheduler scheduler;
  private final Request request;
  private Optional<SamplerChain> sampler = Optional.empty(); // from the first token to the end
  private final int promptLength;
  private int[] tokens; // the prompt, then what was generated
  private int count;
  private Optional<KvCache> cache = Optional.empty(); // while it is running
  private boolean hasBegun; // the reader knows that the prompt was read
  private int cached;
  private int before; // tokens that were read before the present pass
  private boolean reads; // in the present pass, what it begins with
  private int again; // tokens to be read besides the last: they were forced, or a guess was wrong
  private int right = Integer.MAX_VALUE; // what the present pass has read up to wrong guesses
  private boolean goesOn; // the present pass has the logits for the next token too
  private final Guesses guesses;

  // What may not come at a place, as it was taken back there.
  private final NavigableMap<Integer, int[]> bans = new TreeMap<>();
  private volatile boolean cancelled;
  private final AtomicBoolean hasLeft = new AtomicBoolean();

  Sequence(Scheduler scheduler, int[] prompt, Request request) {
    this.scheduler = scheduler;
    this.request = request;
    this.tokens = prompt.clone();
    this.count = prompt.length;
    this.promptLength = prompt.length;
    this.guesses = new Guesses(request.speculation());
  }

  /** Asks it to end after the present step; from any thread. */
  public void cancel() {
    cancelled = true;
    scheduler.wake();
  }

  /** Says that its reader wants more again; from any thread. */
  public void resume() {
    scheduler.wake();
  }

  /**
   * Says that nobody wants more of it, so that another may come; from any thread. Whoever reads it
   * may know before all others do.
   */
  public void leave() {
    if (hasLeft.compareAndSet(false, true)) {
      scheduler.leave();
    }
  }

  /** Tells its reader that no further token comes. */
  void end(Ending ending) {
    forget();
    request.reader().end(ending);
  }

  /** Tells its reader that it cannot go on. */
  void fail(RuntimeException reason) {
    forget();
    request.reader().fail(reason);
  }

  private void forget() {
    sampler = Optional.empty();
    leave();
  }

  Request request() {
    return request;
  }

  /** What picks its tokens. */
  SamplerChain sampler() {
    if (sampler.isEmpty()) {
      sampler = Optional.of(request.sampler().get());
    }
    return sampler.orElseThrow();
  }

  boolean isCancelled() {
    return cancelled;
  }

  int[] tokens() {
    return tokens;
  }

  int count() {
    return count;
  }

  /** Whether it has memory. */
  boolean isRunning() {
    return cache.isPresent();
  }

  KvCache cache() {
    return cache.orElseThrow();
  }

  /** Gives it memory, and what is known of its tokens. */
  void start(KvPool pool, int capacity, Beginning known) {
    KvCache own = new KvCache(pool, capacity);
    cache = Optional.of(own);
    own.begin(known);
    if (!hasBegun) {
      cached = known.length();
    }
  }

  /** Takes its memory away. */
  void stop() {
    cache.ifPresent(KvCache::close);
    cache = Optional.empty();
    again = 0;
    guesses.rest();
  }

  /** The tokens that are to be read before the next can be generated. */
  int pending() {
    return count - cache().length();
  }

  /** Whether it is still reading what it begins with. */
  boolean isReading() {
    return pending() > 1 + again || !hasBegun;
  }

  /** How many tokens to read at most until its states should be copied. */
  int untilCheckpoint() {
    int length = cache().length();
    if (!cache().keepsStates() || pending() == 1) {
      return pending();
    }
    int last = count - 1;
    int next = Math.min(last, (length / CHECKPOINTS + 1) * CHECKPOINTS);
    return (length < last - ENDING ? Math.min(next, last - ENDING) : next) - length;
  }

  /** Whether its states should be copied. */
  boolean isAtCheckpoint() {
    int length = cache().length();
    int last = promptLength - 1;
    return length % CHECKPOINTS == 0 || length == last || length == last - ENDING;
  }

  /** What is guessed of its next tokens. */
  Guesses guesses() {
    return guesses;
  }

  /** Guesses its next tokens, at most so many, by what the text was before; gives how many. */
  int findGuesses(int most) {
    guesses.clear();
    int room = roomForGuesses(most); // which may move the tokens
    return guesses.find(tokens, count, room);
  }

  /** Makes room for guesses; gives how many are allowed: after them one more token comes. */
  int roomForGuesses(int most) {
    int generated = count - promptLength;
    int left = request.maxTokens() < 0 ? most : request.maxTokens() - generated - 1;
    int room = Math.min(Math.min(most, guesses.how().most()), cache().capacity() - count);
    reserve(count + Math.max(0, room));
    return Math.clamp(room, 0, Math.max(0, left));
  }

  private void reserve(int length) {
    if (length > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(length, 2 * tokens.length));
    }
  }

  /** Its text, for somebody else to write guesses behind it. */
  Draft draft() {
    return new Draft(guesses, tokens, count);
  }

  /** Has its next pass read the first guesses. */
  void readGuesses(int most) {
    guesses.read(count, most);
  }

  /** The guesses that its pass reads, after what is pending. */
  int guessed() {
    return guesses.toRead(count);
  }

  /** Takes part in a pass. */
  void join() {
    before = cache().length();
    reads = isReading();
    right = count;
    if (guessed() > 0) {
      request.reader().guessed(guessed(), 0);
    }
  }

  /** Whether the present pass reads what it begins with. */
  boolean reads() {
    return reads;
  }

  /** The tokens that it has read in the present pass. */
  int joined() {
    return cache().length() - before;
  }

  /** Whether its prompt was read. */
  boolean hasBegun() {
    return hasBegun;
  }

  /** Tells the reader that the prompt was read; gives how many of its tokens had been known. */
  int tellBegun() {
    hasBegun = true;
    request.reader().begin(cached);
    return cached;
  }

  /**
   * Appends a token that was generated, and those that can only follow on it; gives why the last
   * one is the last, if it is.
   */
  Optional<Ending> accept(int token, MemorySegment logits) {
    reserve(count + 1);
    goesOn = guesses.meet(tokens, count, token);
    if (goesOn) {
      right = count + 1;
      request.reader().guessed(0, 1);
    }
    Optional<Ending> ending = append(token, logits);
    if (ending.isPresent() || request.reader().takenBack() > 0) {
      return ending;
    }
    int[] forced = request.reader().needsLogits() ? NOTHING : sampler().forced();
    for (int i = 0; i < forced.length && ending.isEmpty(); i++) {
      goesOn = false;
      ending = append(forced[i], MemorySegment.NULL);
      if (request.reader().takenBack() > 0) {
        return ending;
      }
    }
    return ending;
  }

  private Optional<Ending> append(int token, MemorySegment logits) {
    reserve(count + 1);
    tokens[count++] = token;
    if (!request.reader().read(token, logits)) {
      return Optional.of(Ending.ENOUGH);
    }
    if (request.reader().takenBack() > 0) {
      takeBack(count - request.reader().takenBack());
      return Optional.empty();
    }
    sampler().accept(token);
    if (count - promptLength == request.maxTokens()) {
      return Optional.of(Ending.LENGTH);
    }
    return count > cache().capacity() ? Optional.of(Ending.CONTEXT) : Optional.empty();
  }

  /** Forgets its tokens from one on, which may not come there again. */
  private void takeBack(int place) {
    bans.tailMap(place, false).clear();
    int[] earlier = bans.getOrDefault(place, NOTHING);
    int[] all = Arrays.copyOf(earlier, earlier.length + 1);
    all[earlier.length] = tokens[place];
    bans.put(place, all);
    count = place;
    right = Math.min(right, count - 1);
    goesOn = false;
    guesses.clear();
    sampler().goBack(tokens, promptLength, count, all);
  }

  /** Whether tokens were taken back that were read before the present pass. */
  boolean wentBack() {
    return count <= before;
  }

  /**
   * Whether the present pass has the logits for the token after the last one, as it was guessed.
   */
  boolean goesOn() {
    return goesOn;
  }

  /**
   * Forgets what a pass has read of guesses that were wrong, or that was taken back, before
   * anything else is done with its memory. Where layers keep states, nothing of the pass is left:
   * what was right is read again, together with what comes next. What {@link #wentBack} must be
   * stopped then.
   */
  void settle() {
    KvCache own = cache();
    boolean isWrong = own.length() > right;
    if (isWrong && own.keepsStates()) {
      own.undo(own.length() - before);
    } else if (isWrong) {
      own.truncate(right);
    }
    right = Integer.MAX_VALUE;
    again = hasBegun && pending() <= MOST_AGAIN ? Math.max(0, pending() - 1) : 0;
  }
}
