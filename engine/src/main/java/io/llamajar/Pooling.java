package io.llamajar;

/** How the vectors of a text's tokens become one. */
public enum Pooling {
  /** Not at all: each token keeps its own. */
  NONE,
  /** Their mean. */
  MEAN,
  /** That of the first token, which BERT calls {@code [CLS]}. */
  CLS,
  /** That of the last token, which in a language model has seen all. */
  LAST
}
