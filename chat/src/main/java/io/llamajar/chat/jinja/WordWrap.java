package io.llamajar.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Breaks a line into lines of at most so many characters, as Python's {@code textwrap}. */
record WordWrap(long width, boolean breakLongWords, boolean breakOnHyphens) {
  WordWrap {
    if (width <= 0) {
      throw TemplateException.value("invalid width " + width + " (must be > 0)");
    }
  }

  List<String> wrap(String text) {
    Deque<String> chunks = new ArrayDeque<>(chunks(text));
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      if (!lines.isEmpty() && isBlank(chunks.getFirst())) {
        chunks.removeFirst();
        continue;
      }
      String line = line(chunks);
      if (!line.isEmpty()) {
        lines.add(line);
        Meter.checkSize(lines.size());
      }
    }
    return lines;
  }

  private String line(Deque<String> chunks) {
    Deque<String> line = new ArrayDeque<>();
    long room = width;
    while (!chunks.isEmpty() && Types.length(chunks.getFirst()) <= room) {
      room -= Types.length(chunks.getFirst());
      line.addLast(chunks.removeFirst());
    }
    if (!chunks.isEmpty() && Types.length(chunks.getFirst()) > width) {
      breakWord(chunks, line, room);
    }
    if (!line.isEmpty() && isBlank(line.getLast())) {
      line.removeLast();
    }
    return String.join("", line);
  }

  private void breakWord(Deque<String> chunks, Deque<String> line, long room) {
    if (breakLongWords && room > 0) {
      String word = chunks.removeFirst();
      int cut = word.offsetByCodePoints(0, (int) room);
      line.addLast(word.substring(0, cut));
      pieces(word.substring(cut)).reversed().forEach(chunks::addFirst);
    } else if (line.isEmpty()) {
      line.addLast(chunks.removeFirst());
    }
  }

  /** A long word in parts that fill a line each. */
  private List<String> pieces(String word) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < word.length()) {
      boolean last = word.codePointCount(start, word.length()) <= width;
      int end = last ? word.length() : word.offsetByCodePoints(start, (int) width);
      pieces.add(word.substring(start, end));
      Meter.checkSize(pieces.size());
      start = end;
    }
    return pieces;
  }

  /** Runs of blanks and words; a word may end after the hyphen between two letters. */
  private List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length(); i++) {
      if (i == text.length() || isBoundary(text, i)) {
        chunks.add(text.substring(start, i));
        start = i;
      }
    }
    return chunks;
  }

  private boolean isBoundary(String text, int index) {
    char before = text.charAt(index - 1);
    char after = text.charAt(index);
    if (isSpace(before) != isSpace(after)) {
      return true;
    }
    return breakOnHyphens
        && before == '-'
        && index >= 3
        && isLetter(text.charAt(index - 2))
        && Characters.isWord(text.charAt(index - 3))
        && isLetter(after)
        && index + 1 < text.length()
        && Characters.isWord(text.charAt(index + 1));
  }

  private static boolean isLetter(char c) {
    return Characters.isWord(c) && !Character.isDigit(c);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isBlank(String chunk) {
    return Texts.strip(chunk, Characters::isSpace, true, true).isEmpty();
  }
}
