package io.llamajar.cli;

import io.llamajar.cli.markdown.Markdown;
import org.jline.utils.AttributedString;

/** Shows an answer's Markdown in colours, and thoughts dimmed. */
final class StyledView implements AnswerView {
  private final Ink ink;
  private Markdown markdown = new Markdown();
  private boolean isThinking;
  private boolean isInLine;

  StyledView(Ink ink) {
    this.ink = ink;
  }

  @Override
  public void think(String piece) {
    if (!isThinking) {
      end();
      isThinking = true;
    }
    print(new AttributedString(Lines.safe(piece), Ink.DIM));
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
      ink.print(text);
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
