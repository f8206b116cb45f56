package io.llamajar.grammar;

import io.llamajar.sampling.TokenMask;
import io.llamajar.sampling.TokenSet;
import java.util.Arrays;

/**
 * One text on its way through a grammar: is told of token after token, and tells which may come
 * next, and which must.
 *
 * <p>Tokens that end the text may come where the grammar has come to an end, and must where nothing
 * else may; other control tokens only if the grammar names them. Allocates nothing for a token
 * whose state is known, but for room to remember states. Not for several threads at once; different
 * texts may share a grammar on different threads.
 */
public final class Constraint implements TokenMask {
  private static final int[] NONE = {};

  private final Masks masks;
  private State[] states = new State[64]; // after each token
  private int count;

  Constraint(Masks masks) {
    this.masks = masks;
    states[0] = masks.start();
  }

  private State state() {
    return states[count];
  }

  @Override
  public TokenSet allowed() {
    return masks.allowed(state());
  }

  @Override
  public void accept(int token) {
    State next = masks.accept(state(), token);
    if (++count == states.length) {
      states = Arrays.copyOf(states, 2 * count);
    }
    states[count] = next;
  }

  /** Takes the last tokens back. */
  public void rewind(int tokens) {
    if (tokens < 0 || tokens > count) {
      throw new IllegalArgumentException(tokens + " of " + count + " tokens to take back");
    }
    count -= tokens;
  }

  /** Whether the text must match the grammar by now: a trigger has come, or there are none. */
  public boolean isActive() {
    return !state().isWaiting();
  }

  /** Whether the text may end here. */
  public boolean isComplete() {
    return state().isComplete();
  }

  /**
   * {@inheritDoc}
   *
   * <p>They are those that the tokenizer makes of the text that must come. The last of these is not
   * among them if there is a longer token that may come instead.
   */
  @Override
  public int[] forced() {
    int[] text = masks.forced(state());
    if (text.length > 0) {
      return text;
    }
    TokenSet allowed = allowed();
    return allowed.size() == 1 ? new int[] {allowed.first()} : NONE;
  }
}
