package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of a repository's models is meant.
 *
 * @param offers all of them, the largest first
 * @param memory the bytes that this machine can spare
 */
record Choice(String repository, List<Offer> offers, long memory) {
  private static final int SHOWN = 40;
  private static final long ROOM = 256L << 20; // for what is read, beside an eighth of the weights

  /**
   * The one that a user's word names.
   *
   * @throws LlamajarException if there is none, or more than one
   */
  Offer named(String word) {
    List<Offer> called = offers.stream().filter(offer -> offer.isCalled(word)).toList();
    if (called.size() == 1) {
      return called.getFirst();
    }
    if (called.isEmpty()) {
      throw new LlamajarException(
          "%s has no %s; it has %s".formatted(repository, word, labels(offers)));
    }
    throw new LlamajarException(
        "%s has more than one %s; write one of these behind the colon: %s"
            .formatted(
                repository,
                word,
                called.stream().map(Offer::path).collect(Collectors.joining(", "))));
  }

  /**
   * The largest that fits into memory with what it reads: the more bits, the better the text.
   *
   * @throws LlamajarException if there is none
   */
  Offer best() {
    Optional<Offer> fitting = offers.stream().filter(this::fits).findFirst();
    return fitting.orElseThrow(() ->
        new LlamajarException(
            "None of %s fits into the %s of memory that are free; name one all the same: %s"
                .formatted(repository, Amount.of(memory), labels(offers))));
  }

  private boolean fits(Offer offer) {
    return offer.bytes() + offer.bytes() / 8 + ROOM <= memory;
  }

  private static String labels(List<Offer> offers) {
    String shown =
        offers.stream().limit(SHOWN).map(Offer::toString).collect(Collectors.joining(", "));
    return offers.size() > SHOWN ? shown + " and " + (offers.size() - SHOWN) + " more" : shown;
  }
}
