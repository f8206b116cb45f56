package io.llamajar.chat.tools;

import java.util.List;

/** A way to write calls down: how they are read, and the grammar of a correct one. */
interface CallForm {
  /** Reads what follows the mark that opens a call. */
  CallReader reader(CallSink sink, List<Tool> tools);

  /** Whether another call, after the first, may begin with this character and without a mark. */
  default boolean resumes(char c) {
    return false;
  }

  /**
   * The alternatives of what follows the mark, as one expression of GBNF; several calls if the form
   * has a list of its own, and they are wanted.
   */
  String grammar(CallGrammar grammar);
}
