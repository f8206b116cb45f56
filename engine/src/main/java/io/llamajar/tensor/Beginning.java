package io.llamajar.tensor;

import io.llamajar.tensor.KvPool.State;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the first tokens of a text, so that they need not be read.
 *
 * @param full the pages that hold them, as far as they are full
 * @param part a page whose first positions are the rest of them
 * @param length the number of tokens
 * @param state the states after them, if layers keep some
 */
public record Beginning(List<Page> full, Optional<Page> part, int length, Optional<State> state) {
  /** Nothing is known. */
  public static final Beginning NONE =
      new Beginning(List.of(), Optional.empty(), 0, Optional.empty());
}
