package io.llamajar.cli;

import io.llamajar.cli.markdown.Markdown;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** Shows an answer's Markdown in colours, and thoughts dimmed. */
final class StyledView implements AnswerView {
  static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();

  private final Terminal terminal;
  private Markdown markdown = new Markdown();
  private boolean isThinking;
  private boolean isInLine;

  StyledView(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void think(String piece) {
    if (!isThinking) {
      end();
      isThinking = true;
    }
    print(new AttributedString(Lines.safe(piece), DIM));
  }

  @Override
  public void say(String piece) {
    if (isThinking) {
      end();
      print(new AttributedString("\n"));
    }
    print(markdown.accept(Lines.safe(piece)));
  }

  private void print(AttributedString text) {
    if (!text.isEmpty()) {
      terminal.writer().print(text.toAnsi(terminal));
      terminal.flush();
      isInLine = text.charAt(text.length() - 1) != '\n';
    }
  }

  @Override
  public void end() {
    print(markdown.finish());
    markdown = new Markdown();
    if (isInLine) {
      print(new AttributedString("\n"));
    }
    isThinking = false;
  }
}
