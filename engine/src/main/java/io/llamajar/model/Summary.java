package io.llamajar.model;

/** How the hidden states of a text's tokens become one. */
public enum Summary {
  /** That of the first token. */
  FIRST,
  /** The mean of all. */
  MEAN,
  /** That of the last token, which has seen all. */
  LAST
}
