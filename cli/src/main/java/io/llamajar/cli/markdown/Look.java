package io.llamajar.cli.markdown;

import org.jline.utils.AttributedStyle;

/** How things look: colours of the 256 that can be read on light and on dark. */
final class Look {
  private static final int BLUE = 68;
  private static final int TEAL = 37;
  private static final int GREEN = 71;
  private static final int PURPLE = 133;
  private static final int ORANGE = 172;
  private static final int GREY = 245;

  static final AttributedStyle TEXT = AttributedStyle.DEFAULT;
  static final AttributedStyle HEADING = AttributedStyle.DEFAULT.bold().foreground(BLUE);
  static final AttributedStyle MARK = AttributedStyle.DEFAULT.foreground(GREY);
  static final AttributedStyle BULLET = AttributedStyle.DEFAULT.foreground(BLUE);
  static final AttributedStyle CODE = AttributedStyle.DEFAULT.foreground(TEAL);

  // In blocks of code.
  static final AttributedStyle KEYWORD = AttributedStyle.DEFAULT.foreground(PURPLE);
  static final AttributedStyle STRING = AttributedStyle.DEFAULT.foreground(GREEN);
  static final AttributedStyle NUMBER = AttributedStyle.DEFAULT.foreground(ORANGE);
  static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.foreground(GREY).italic();

  private Look() {}

  /** The same, in the colour of code. */
  static AttributedStyle asCode(AttributedStyle style) {
    return style.foreground(TEAL);
  }
}
