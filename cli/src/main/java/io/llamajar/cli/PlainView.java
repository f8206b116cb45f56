package io.llamajar.cli;

import java.util.function.Consumer;

/** Shows an answer as plain text, with a word before thoughts and another behind them. */
final class PlainView implements AnswerView {
  private final Consumer<String> out;
  private boolean isThinking;
  private boolean isInLine;

  PlainView(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public void think(String piece) {
    if (!isThinking) {
      end();
      out.accept("[thinking]\n");
      isThinking = true;
    }
    print(piece);
  }

  @Override
  public void say(String piece) {
    if (isThinking) {
      end();
      out.accept("[answer]\n");
    }
    print(piece);
  }

  private void print(String piece) {
    out.accept(Lines.safe(piece));
    isInLine = piece.isEmpty() ? isInLine : !piece.endsWith("\n");
  }

  @Override
  public void end() {
    if (isInLine) {
      out.accept("\n");
    }
    isInLine = false;
    isThinking = false;
  }
}
