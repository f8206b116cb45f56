package io.llamajar.cli;

import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;

/** Writes styled text on a terminal, in the colours that it has. */
record Ink(Terminal terminal) {
  static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
  private static final int FEW = 8;

  void print(AttributedString text) {
    print(ansi(text));
  }

  void print(String text) {
    terminal.writer().print(text);
    terminal.flush();
  }

  /** Character for character: left to itself, JLine puts others in the place of drawn lines. */
  String ansi(AttributedString text) {
    int colours =
        Optional.ofNullable(terminal.getNumericCapability(Capability.max_colors)).orElse(FEW);
    StringBuilder ansi = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      AttributedStyle style = text.styleAt(at);
      int end = at + 1;
      while (end < text.length() && text.styleAt(end).equals(style)) {
        end++;
      }
      String around = new AttributedString("x", style).toAnsi(colours, ForceMode.None);
      ansi.append(around.replace("x", text.subSequence(at, end).toString()));
      at = end;
    }
    return ansi.toString();
  }
}
