package io.llamajar.chat.schema;

import java.util.List;
import java.util.OptionalInt;

/** A regular expression, taken apart; a text belongs to it only as a whole. */
sealed interface Regex {
  /** One character out of a set. */
  record One(CodePoints set) implements Regex {}

  /** One after the other. */
  record Sequence(List<Regex> items) implements Regex {
    static final Regex EMPTY = new Sequence(List.of());
  }

  /** Any one of these; none of them is never. */
  record Choice(List<Regex> options) implements Regex {
    static final Regex NEVER = new Choice(List.of());
  }

  /** So many of it, or more. */
  record Repeat(Regex item, int min, OptionalInt max) implements Regex {
    static final Regex ANYTHING = new Repeat(new One(CodePoints.ALL), 0, OptionalInt.empty());
  }

  /** Where the text starts or ends; {@link Anchors} resolves them. */
  enum Anchor implements Regex {
    START,
    END
  }

  static Regex literal(String text) {
    return new Sequence(text.codePoints().<Regex>mapToObj(c -> new One(CodePoints.of(c))).toList());
  }

  /** How many characters the shortest text has. */
  default long shortest() {
    return switch (this) {
      case One one -> 1;
      case Sequence sequence -> sequence.items.stream().mapToLong(Regex::shortest).sum();
      case Choice choice -> choice.options.stream().mapToLong(Regex::shortest).min().orElse(0);
      case Repeat repeat -> repeat.min * repeat.item.shortest();
      case Anchor anchor -> 0;
    };
  }

  /** How many characters the longest text has; {@link Integer#MAX_VALUE} if there is no longest. */
  default long longest() {
    long longest =
        switch (this) {
          case One one -> 1;
          case Sequence sequence -> sequence.items.stream().mapToLong(Regex::longest).sum();
          case Choice choice -> choice.options.stream().mapToLong(Regex::longest).max().orElse(0);
          case Repeat repeat -> repeat.max.orElse(Integer.MAX_VALUE) * repeat.item.longest();
          case Anchor anchor -> 0;
        };
    return Math.min(longest, Integer.MAX_VALUE);
  }

  /** Whether any text belongs to it. */
  default boolean isPossible() {
    return switch (this) {
      case One(CodePoints set) -> !set.isEmpty();
      case Sequence(List<Regex> items) -> items.stream().allMatch(Regex::isPossible);
      case Choice(List<Regex> options) -> options.stream().anyMatch(Regex::isPossible);
      case Repeat repeat -> repeat.min == 0 || repeat.item.isPossible();
      case Anchor anchor -> true;
    };
  }

  /** Whether an anchor is somewhere inside. */
  default boolean isAnchored() {
    return switch (this) {
      case One one -> false;
      case Sequence sequence -> sequence.items.stream().anyMatch(Regex::isAnchored);
      case Choice choice -> choice.options.stream().anyMatch(Regex::isAnchored);
      case Repeat repeat -> repeat.item.isAnchored();
      case Anchor anchor -> true;
    };
  }
}
