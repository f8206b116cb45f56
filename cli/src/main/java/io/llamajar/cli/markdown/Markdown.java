package io.llamajar.cli.markdown;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Takes Markdown piece by piece and gives it back styled, each piece as soon as it is known what it
 * is: a heading, an item of a list, a quote, a table, code, or text with emphasis.
 *
 * <p>How the text is cut does not matter: it is read character by character. Lines stay lines; to
 * break those that are too long is left to the terminal.
 */
public final class Markdown {
  private static final String RULE = "─".repeat(24);

  /** What a line may begin with; those that others resemble come first. */
  private enum Block {
    FENCE("[ \\t]*(`{3,}|~{3,})([^`]*)$"),
    RULE(" {0,3}([-*_])[ \\t]*(?:\\1[ \\t]*){2,}$"),
    HEADING(" {0,3}#{1,6}[ \\t]"),
    BULLET("([ \\t]*)[-*+][ \\t]"),
    NUMBER("[ \\t]*\\d{1,9}[.)][ \\t]"),
    QUOTE(" {0,3}>"),
    TABLE("[ \\t]*\\|");

    private final Pattern pattern;

    Block(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }
  }

  private enum Place {
    LINE_START,
    TEXT,
    TABLE,
    CODE_START,
    CODE
  }

  private final AttributedStringBuilder out = new AttributedStringBuilder();
  private final Spans spans = new Spans(out);
  private final StringBuilder line = new StringBuilder(); // as far as it matters
  private int written; // of it
  private Place place = Place.LINE_START;
  private AttributedStyle style = Look.TEXT;
  private Pattern fence = Block.FENCE.pattern; // that ends the block of code
  private Optional<Highlighter> code = Optional.empty();

  /** More of the text; what can be shown now. */
  public AttributedString accept(String piece) {
    piece.chars().forEach(c -> read((char) c));
    return drain();
  }

  /** The text has ended; what was held back. */
  public AttributedString finish() {
    endLine();
    code.ifPresent(Highlighter::endLine);
    return drain();
  }

  private AttributedString drain() {
    AttributedString styled = out.toAttributedString();
    out.setLength(0);
    return styled;
  }

  private void read(char c) {
    if (c != '\n') {
      line.append(c);
      go(false);
      return;
    }
    endLine();
    code.ifPresent(Highlighter::endLine);
    out.styled(Look.TEXT, "\n");
  }

  private void endLine() {
    go(true);
    line.setLength(0);
    written = 0;
    style = Look.TEXT;
    place = code.isPresent() ? Place.CODE_START : Place.LINE_START;
  }

  /** Gives out what is known of the line. */
  private void go(boolean isAll) {
    switch (place) {
      case LINE_START -> begin(isAll);
      case TEXT -> written = spans.write(line, written, style, isAll);
      case TABLE -> rest(Look.TEXT);
      case CODE_START -> beginCode(isAll);
      case CODE -> code();
    }
  }

  private enum Fit {
    YES,
    PERHAPS,
    NO
  }

  private static Fit fit(Matcher matcher, boolean isAll) {
    boolean looks = matcher.lookingAt();
    if (looks && (isAll || !matcher.requireEnd())) {
      return Fit.YES;
    }
    return !isAll && (looks || matcher.hitEnd()) ? Fit.PERHAPS : Fit.NO;
  }

  private void begin(boolean isAll) {
    for (Block block : Block.values()) {
      Matcher matcher = block.pattern.matcher(line);
      switch (fit(matcher, isAll)) {
        case YES -> {
          begin(block, matcher);
          go(isAll);
          return;
        }
        case PERHAPS -> {
          return;
        }
        case NO -> {}
      }
    }
    place = Place.TEXT;
    go(isAll);
  }

  private void begin(Block block, Matcher matcher) {
    written = matcher.end();
    place = Place.TEXT;
    switch (block) {
      case FENCE -> {
        out.styled(Look.MARK, line);
        String end = matcher.group(1);
        fence = Pattern.compile("[ \\t]*" + end.charAt(0) + "{" + end.length() + ",}[ \\t]*$");
        code = Optional.of(new Highlighter(Language.of(matcher.group(2)), out));
      }
      case RULE -> out.styled(Look.MARK, RULE);
      case HEADING -> style = Look.HEADING;
      case BULLET -> out.styled(Look.BULLET, matcher.group(1) + "• ");
      case NUMBER -> out.styled(Look.BULLET, matcher.group());
      case QUOTE -> out.styled(Look.MARK, "│");
      case TABLE -> {
        written = 0;
        place = Place.TABLE;
      }
    }
  }

  private void rest(AttributedStyle how) {
    out.styled(how, line.subSequence(written, line.length()));
    written = line.length();
  }

  private void beginCode(boolean isAll) {
    switch (fit(fence.matcher(line), isAll)) {
      case YES -> {
        rest(Look.MARK);
        code = Optional.empty();
      }
      case PERHAPS -> {}
      case NO -> {
        place = Place.CODE;
        code();
      }
    }
  }

  private void code() {
    Highlighter highlighter = code.orElseThrow();
    while (written < line.length()) {
      highlighter.read(line.charAt(written++));
    }
  }
}
