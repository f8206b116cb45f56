package io.llamajar.chat.tools;

/** A text in an answer that says what follows. */
sealed interface Mark {
  String text();

  /** Calls follow; with the mark's own end {@code begun} of the first, which is read too. */
  record Calls(String text, CallForm form, String begun) implements Mark {
    Calls(String text, CallForm form) {
      this(text, form, "");
    }

    boolean sharesTextWith(Mark other) {
      return text.equals(other.text());
    }
  }

  /** Nothing follows: it only stands around something, and is left out. */
  record Wrapper(String text) implements Mark {}

  /** Thoughts follow. */
  record Opens(String text) implements Mark {}

  /** Thoughts end. */
  record Closes(String text) implements Mark {}

  /** A header follows, of which the mark may be part. */
  record Header(String text, boolean isPart) implements Mark {}
}
