package io.llamajar.cli;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;

/** What has been typed up to now, as completion sees it: a command and the rest, or all as one. */
record TypedLine(List<String> words, int wordIndex, int wordCursor, String line, int cursor)
    implements CompletingParsedLine {

  static TypedLine of(String line, int cursor) {
    int blank = line.indexOf(' ');
    if (!line.startsWith("/") || blank < 0 || cursor <= blank) {
      return new TypedLine(List.of(line), 0, cursor, line, cursor);
    }
    int begin = blank;
    while (begin < cursor && line.charAt(begin) == ' ') {
      begin++;
    }
    List<String> words = List.of(line.substring(0, blank), line.substring(begin));
    return new TypedLine(words, 1, cursor - begin, line, cursor);
  }

  @Override
  public String word() {
    return words.get(wordIndex);
  }

  /** Nothing is quoted or escaped. */
  @Override
  public CharSequence escape(CharSequence candidate, boolean complete) {
    return candidate;
  }

  @Override
  public int rawWordCursor() {
    return wordCursor;
  }

  @Override
  public int rawWordLength() {
    return word().length();
  }

  /** Takes lines as they are; only a message may go on in the next one. */
  static final class Parser implements org.jline.reader.Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && new Draft(line).goesOn()) {
        throw new EOFError(-1, -1, "The message goes on");
      }
      return of(line, cursor);
    }

    @Override
    public boolean isEscapeChar(char character) {
      return false;
    }
  }
}
