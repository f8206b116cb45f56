package io.llamajar.scheduler;

import io.llamajar.scheduler.TokenReader.Ending;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** A text that is being generated: the prompt, what has followed on it, and how much was read. */
public final class Sequence {
  // Where layers keep states these are copied so that another text can go on from there: every so
  // many tokens; and before the last ones of a prompt, with which a template calls for an answer.
  private static final int CHECKPOINTS = 512;
  private static final int ENDING = 16;

  private final Scheduler scheduler;
  private final Request request;
  private final int promptLength;
  private int[] tokens; // the prompt, then what was generated
  private int count;
  private Optional<KvCache> cache = Optional.empty(); // while it is running
  private boolean hasBegun; // the reader knows that the prompt was read
  private int cached;
  private int joined; // tokens in the present pass
  private volatile boolean cancelled;

  Sequence(Scheduler scheduler, int[] prompt, Request request) {
    this.scheduler = scheduler;
    this.request = request;
    this.tokens = prompt.clone();
    this.count = prompt.length;
    this.promptLength = prompt.length;
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

  Request request() {
    return request;
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
  }

  /** The tokens that are to be read before the next can be generated. */
  int pending() {
    return count - cache().length();
  }

  /** Whether it is still reading what it begins with. */
  boolean isReading() {
    return pending() > 1 || !hasBegun;
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

  /** Has so many of the pending tokens take part in a pass. */
  void join(int newJoined) {
    joined = newJoined;
  }

  /** The tokens that take part in the present pass. */
  int joined() {
    return joined;
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

  /** Appends a token that was generated; gives whether there may be another. */
  Optional<Ending> accept(int token, MemorySegment logits) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    if (!request.reader().read(token, logits)) {
      return Optional.of(Ending.ENOUGH);
    }
    request.sampler().accept(token);
    if (count - promptLength == request.maxTokens()) {
      return Optional.of(Ending.LENGTH);
    }
    return count > cache().capacity() ? Optional.of(Ending.CONTEXT) : Optional.empty();
  }
}
