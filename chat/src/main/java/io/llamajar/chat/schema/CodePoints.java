package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;

/** A set of Unicode characters, as ascending ranges that do not touch; it has no surrogates. */
record CodePoints(List<Range> ranges) {
  /** The characters from {@code first} to {@code last}, both included. */
  record Range(int first, int last) {}

  static final CodePoints NONE = new CodePoints(List.of());
  static final CodePoints ALL =
      new CodePoints(List.of(new Range(0, 0xD7FF), new Range(0xE000, Character.MAX_CODE_POINT)));
  static final CodePoints CONTROLS = range(0, 0x1F);
  static final CodePoints BEYOND_ASCII = ALL.minus(range(0, 0x7F));

  static CodePoints of(int codePoint) {
    return range(codePoint, codePoint);
  }

  static CodePoints range(int first, int last) {
    return new CodePoints(List.of(new Range(first, last)));
  }

  /** The characters of a text. */
  static CodePoints of(String characters) {
    return characters.codePoints().mapToObj(CodePoints::of).reduce(NONE, CodePoints::or);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  boolean isSingle() {
    return ranges.size() == 1 && ranges.getFirst().first == ranges.getFirst().last;
  }

  int first() {
    return ranges.getFirst().first;
  }

  boolean contains(int codePoint) {
    return ranges.stream().anyMatch(range -> range.first <= codePoint && codePoint <= range.last);
  }

  boolean contains(CodePoints other) {
    return other.minus(this).isEmpty();
  }

  CodePoints or(CodePoints other) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort((a, b) -> Integer.compare(a.first, b.first));
    List<Range> merged = new ArrayList<>();
    for (Range range : all) {
      if (!merged.isEmpty() && range.first <= merged.getLast().last + 1) {
        Range before = merged.removeLast();
        merged.add(new Range(before.first, Math.max(before.last, range.last)));
      } else {
        merged.add(range);
      }
    }
    return new CodePoints(List.copyOf(merged));
  }

  CodePoints and(CodePoints other) {
    List<Range> common = new ArrayList<>();
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() && theirs < other.ranges.size()) {
      Range a = ranges.get(mine);
      Range b = other.ranges.get(theirs);
      int first = Math.max(a.first, b.first);
      int last = Math.min(a.last, b.last);
      if (first <= last) {
        common.add(new Range(first, last));
      }
      if (a.last < b.last) {
        mine++;
      } else {
        theirs++;
      }
    }
    return new CodePoints(List.copyOf(common));
  }

  CodePoints minus(CodePoints other) {
    return and(other.complement());
  }

  /** All characters but these. */
  CodePoints complement() {
    List<Range> gaps = new ArrayList<>();
    int next = 0;
    for (Range range : ranges) {
      if (next < range.first) {
        gaps.add(new Range(next, range.first - 1));
      }
      next = range.last + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      gaps.add(new Range(next, Character.MAX_CODE_POINT));
    }
    return new CodePoints(List.copyOf(gaps)).and(ALL);
  }
}
