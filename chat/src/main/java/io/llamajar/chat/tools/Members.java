package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Optional;

/**
 * Reads arguments as programs write them, {@code a=1, b='x')}, from behind the bracket that opens
 * them to the one that closes them, and passes each on as JSON when it is complete.
 */
final class Members {
  private final CallSink sink;
  private final Literals literals;
  private final char assigns;
  private final char closes;
  private final List<String> positions;
  private final StringBuilder member = new StringBuilder();
  private Optional<String> quote = Optional.empty(); // of the string that is being read
  private int sinceQuote; // where its inside begins
  private boolean escaped;
  private int depth;
  private int count;

  /**
   * The characters that structure arguments.
   *
   * @param assigns stands between a name and its value
   * @param closes ends the arguments
   */
  record Signs(char assigns, char closes) {}

  /**
   * @param positions the names of arguments that are given without one, in their order
   */
  Members(CallSink sink, Literals literals, Signs signs, List<String> positions) {
    this.sink = sink;
    this.literals = literals;
    this.assigns = signs.assigns();
    this.closes = signs.closes();
    this.positions = positions;
  }

  /** Reads on; {@code DONE} with the bracket that closes. */
  CallReader.Step read(char c) {
    if (quote.isEmpty() && depth == 0 && (c == ',' || c == closes)) {
      boolean isLast = c == closes;
      if (member.toString().isBlank()) {
        return isLast ? finish() : CallReader.Step.BROKEN;
      }
      boolean isWritten = write(member.toString());
      member.setLength(0);
      sinceQuote = 0;
      if (!isWritten) {
        return CallReader.Step.BROKEN;
      }
      return isLast ? finish() : CallReader.Step.MORE;
    }
    member.append(c);
    follow(c);
    return depth < 0 ? CallReader.Step.BROKEN : CallReader.Step.MORE;
  }

  private CallReader.Step finish() {
    sink.arguments(count == 0 ? "{}" : "}");
    return CallReader.Step.DONE;
  }

  /** Keeps account of strings and brackets. */
  private void follow(char c) {
    if (quote.isPresent()) {
      if (escaped || (c == '\\' && Literals.escapesIn(quote.get()))) {
        escaped = !escaped;
      } else if (endsWith(quote.get())) {
        quote = Optional.empty();
        sinceQuote = member.length();
      }
      return;
    }
    Optional<String> opened =
        literals.quotes().reversed().stream()
            .filter(this::endsWith)
            .filter(mark -> !literals.mayGrow(member, mark))
            .findFirst();
    if (opened.isPresent()) {
      quote = opened;
      sinceQuote = member.length();
    } else if ("[({".indexOf(c) >= 0) {
      depth++;
    } else if ("])}".indexOf(c) >= 0) {
      depth--;
    }
  }

  private boolean endsWith(String mark) {
    int from = member.length() - mark.length();
    return from >= sinceQuote && member.indexOf(mark, from) == from;
  }

  private boolean write(String text) {
    Optional<String> name = name(text);
    String value = name.isPresent() ? text.substring(text.indexOf(assigns) + 1) : text;
    Optional<Object> read =
        literals.tryParse(value.strip()).or(() -> Literals.PYTHON.tryParse(value.strip()));
    Optional<String> written = name.or(() -> position(count));
    if (read.isEmpty() || written.isEmpty()) {
      return false;
    }
    sink.arguments(
        (count++ == 0 ? "{" : ", ") + Json.write(written.get()) + ": " + Json.write(read.get()));
    return true;
  }

  private Optional<String> position(int index) {
    return index < positions.size() ? Optional.of(positions.get(index)) : Optional.empty();
  }

  private Optional<String> name(String text) {
    int at = text.indexOf(assigns);
    String name = at < 0 ? "" : text.substring(0, at).strip();
    if (literals.quoteAt(name, 0).isPresent() && assigns == ':') {
      return literals.tryParse(name).map(Object::toString);
    }
    boolean isName =
        !name.isEmpty()
            && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.$".indexOf(c) >= 0);
    return isName ? Optional.of(name) : Optional.empty();
  }
}
