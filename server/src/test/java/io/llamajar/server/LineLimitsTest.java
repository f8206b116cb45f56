package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that are to be a block of lines. */
class LineLimitsTest {
  /** What is left of a text that comes in pieces, each after a second. */
  private static String read(LineLimits limits, String... pieces) {
    LineLimits.Watch watch = new LineLimits.Watch(limits);
    StringBuilder text = new StringBuilder();
    double seconds = 0;
    for (String piece : pieces) {
      text.append(watch.accept(piece, seconds++));
      if (watch.isOver()) {
        return text + "|";
      }
    }
    return text.toString();
  }

  @Test
  void withoutLimitsAllIsLeft() {
    assertThat(read(LineLimits.NONE, "a\n\n", "b\n", " c")).isEqualTo("a\n\nb\n c");
  }

  @Test
  void aLineWithTooFewBlanksEndsTheText() {
    LineLimits limits = new LineLimits(2, 0);
    assertThat(read(limits, "if a:\n  b\n", "  ", "c\n", " d", "e"))
        .isEqualTo("if a:\n  b\n  c\n |");
    assertThat(read(limits, "a\n", " ", "\tb")).isEqualTo("a\n \tb");
    assertThat(read(limits, "a\n\n  b")).isEqualTo("a\n|");
  }

  @Test
  void theFirstLineMayBeginAsItLikes() {
    assertThat(read(new LineLimits(4, 0), "a", " b")).isEqualTo("a b");
  }

  @Test
  void aLineThatEndsTooLateIsTheLast() {
    LineLimits limits = new LineLimits(0, 1.5);
    assertThat(read(limits, "a\n", "b", "c", "d\ne", "f")).isEqualTo("a\nbcd\ne|");
  }

  @Test
  void aNewLineIsNoticed() {
    LineLimits.Watch watch = new LineLimits.Watch(LineLimits.NONE);
    for (String piece : List.of("a", " b")) {
      assertThat(watch.accept(piece, 0)).isEqualTo(piece);
      assertThat(watch.hasNewLine()).isFalse();
    }
    assertThat(watch.accept("\n", 0)).isEqualTo("\n");
    assertThat(watch.hasNewLine()).isTrue();
  }
}
