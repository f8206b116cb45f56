package io.llamajar.chat.tools;

import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a model says of each part of its answer what it is, where it does so before every part.
 *
 * @param opens marks before a header; the first of them may be the prompt's
 * @param within marks that open a header and are part of it
 * @param close ends a header
 * @param shape of a header, whole
 * @param kinds what follows a header: the header, the tools that were offered
 */
record Headers(
    List<String> opens,
    List<String> within,
    String close,
    Pattern shape,
    BiFunction<String, List<Tool>, Kind> kinds) {

  /** What follows a header. */
  sealed interface Kind {
    record Content() implements Kind {}

    record Reasoning() implements Kind {}

    /** A call; the form reads it. */
    record Call(CallForm form) implements Kind {}

    /** The arguments of a call of this tool. */
    record Arguments(String tool) implements Kind {}
  }

  /** Whether a text may be the beginning of a header, or of a mark before another. */
  @SuppressWarnings("JdkObsolete") // hitEnd tells just what is asked: whether more could match
  boolean mayBegin(CharSequence text) {
    int mark = Partial.length(text, opens.toArray(String[]::new));
    Matcher matcher = shape.matcher(text.subSequence(0, text.length() - mark));
    return Partial.mayMatch(matcher);
  }

  /** Whether a prompt ends in a header, which the model then writes on. */
  boolean isOpenedBy(String prompt) {
    int last = opens.stream().mapToInt(prompt::lastIndexOf).max().orElse(-1);
    return last >= 0 && prompt.indexOf(close, last) < 0;
  }
}
