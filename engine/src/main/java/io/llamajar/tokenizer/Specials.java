package io.llamajar.tokenizer;

/** How {@link Tokenizer#encode} treats special tokens. */
public enum Specials {
  /** Text is nothing but text, even where it reads {@code <|im_end|>}: for what users write. */
  NONE(false, false),
  /** The text of a special token becomes that token: for rendered chat templates. */
  PARSED(false, true),
  /** Text is nothing but text; the tokens that begin and end a text are put around it. */
  ADDED(true, false),
  /** Special tokens in the text are parsed, and those that begin and end a text put around it. */
  ADDED_AND_PARSED(true, true);

  private final boolean added;
  private final boolean parsed;

  Specials(boolean added, boolean parsed) {
    this.added = added;
    this.parsed = parsed;
  }

  boolean added() {
    return added;
  }

  boolean parsed() {
    return parsed;
  }
}
