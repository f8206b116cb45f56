package io.llamajar.sampling;

/** Says at each place of one text which tokens may come next: a grammar does, say. */
public interface TokenMask {
  /**
   * The tokens that may come next, at least one.
   *
   * @throws io.llamajar.LlamajarException if there is none
   */
  TokenSet allowed();

  /**
   * The tokens that come next whatever the model would say, none if it has a choice: no need to ask
   * it before they have been {@linkplain #accept accepted}.
   */
  int[] forced();

  /** Tells of the next token of the text. */
  void accept(int token);
}
