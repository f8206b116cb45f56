package io.llamajar.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rule that cuts text into pieces, which merges will not cross. */
sealed interface Splitter {
  /**
   * Cuts every piece further.
   *
   * @param pieces the offsets in the text where the pieces end so far, in order
   * @return where the new pieces end
   */
  default Ints split(String text, Ints pieces) {
    Matcher matcher = pattern().get().matcher(text);
    Ints ends = new Ints();
    int from = 0;
    for (int i = 0; i < pieces.size(); i++) {
      matcher.region(from, pieces.at(i));
      cut(text, matcher, ends);
      from = pieces.at(i);
    }
    return ends;
  }

  /** What this rule looks for. */
  Lazy<Pattern> pattern();

  /** Adds the ends of the pieces into which the matcher's region falls. */
  void cut(String text, Matcher matcher, Ints ends);

  /** Every match is a piece, and so is what lies between two of them. */
  record Isolate(Lazy<Pattern> pattern) implements Splitter {
    @Override
    public void cut(String text, Matcher matcher, Ints ends) {
      int end = matcher.regionStart();
      while (end < matcher.regionEnd() && matcher.find()) {
        if (matcher.start() > end) {
          ends.add(matcher.start());
        }
        ends.add(matcher.end());
        end = matcher.end();
      }
      if (end < matcher.regionEnd()) {
        ends.add(matcher.regionEnd());
      }
    }
  }

  /**
   * Cuts a number behind each of its groups of three digits, counted from its right end: {@code a
   * 1|234|567|kg}. What stands before a number stays with its first group.
   */
  record BehindThousands(Lazy<Pattern> pattern) implements Splitter {
    @Override
    public void cut(String text, Matcher matcher, Ints ends) {
      int end = matcher.regionStart();
      while (matcher.find()) {
        int digits = text.codePointCount(matcher.start(), matcher.end());
        end = matcher.start();
        while (digits > 0) {
          int group = (digits - 1) % 3 + 1;
          end = text.offsetByCodePoints(end, group);
          ends.add(end);
          digits -= group;
        }
      }
      if (end < matcher.regionEnd()) {
        ends.add(matcher.regionEnd());
      }
    }
  }

  /** Cuts a number before each of its groups of three digits, counted from its right end. */
  record BeforeThousands(Lazy<Pattern> pattern) implements Splitter {
    @Override
    public void cut(String text, Matcher matcher, Ints ends) {
      while (matcher.find()) {
        int at = matcher.start() + (matcher.end() - matcher.start()) % 3;
        for (; at < matcher.end(); at += 3) {
          if (at > matcher.regionStart()) {
            ends.add(at);
          }
        }
      }
      ends.add(matcher.regionEnd());
    }
  }
}
