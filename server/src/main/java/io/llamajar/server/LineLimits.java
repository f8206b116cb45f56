package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Piece;

/**
 * Where texts end that are to be a block of lines, as llama.cpp has it for editors.
 *
 * @param indent ends a text before a line, other than its first, that begins with fewer blanks
 * @param seconds ends a text with the first line that ends later than this; 0 for none
 */
record LineLimits(int indent, double seconds) {
  static final LineLimits NONE = new LineLimits(0, 0);

  static LineLimits read(Fields fields) {
    long milliseconds = fields.wholeNumber("t_max_predict_ms", -1, Long.MAX_VALUE).orElse(0);
    int indent = fields.integer("n_indent", 0, Integer.MAX_VALUE).orElse(0);
    return new LineLimits(indent, Math.max(0, milliseconds) / 1000.0);
  }

  /** What has been seen of a text. */
  static final class Watch {
    private final LineLimits limits;
    private boolean hasNewLine;
    private boolean atBegin; // of a line that is not the first
    private int blanks; // there
    private boolean over;

    Watch(LineLimits limits) {
      this.limits = limits;
    }

    /** As much of a piece as is still within the limits; if that is not all, it is over. */
    Piece accept(Piece piece, Generation generation) {
      String text = accept(piece.text(), generation.statistics().generationSeconds());
      return text.length() == piece.text().length() ? piece : new Piece(text, piece.tokens());
    }

    /** The same of a text that so much time was spent on. */
    String accept(String piece, double seconds) {
      for (int i = 0; i < piece.length(); i++) {
        char c = piece.charAt(i);
        if (atBegin && (c == ' ' || c == '\t')) {
          blanks++;
        } else if (atBegin && blanks < limits.indent) {
          over = true;
          return piece.substring(0, i);
        } else {
          atBegin = c == '\n';
          hasNewLine |= atBegin;
          blanks = 0;
        }
      }
      over = limits.seconds > 0 && seconds > limits.seconds && piece.indexOf('\n') >= 0;
      return piece;
    }

    boolean hasNewLine() {
      return hasNewLine;
    }

    /** Whether the text is to end here. */
    boolean isOver() {
      return over;
    }
  }
}
