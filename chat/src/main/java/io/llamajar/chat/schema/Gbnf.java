package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A piece of a grammar's right-hand side; as text it is GBNF, the grammars of llama.cpp. */
sealed interface Gbnf {
  /** Exactly this text. */
  record Literal(String characters) implements Gbnf {}

  /** One character out of a set. */
  record OneOf(CodePoints set) implements Gbnf {}

  /** What the rule of this name says. */
  record Ref(String name) implements Gbnf {}

  /** One after the other. */
  record Sequence(List<Gbnf> items) implements Gbnf {
    static final Gbnf EMPTY = new Sequence(List.of());
  }

  /** Any one of these; none of them is never. */
  record Choice(List<Gbnf> options) implements Gbnf {}

  /** So many of it, or more. */
  record Repeat(Gbnf item, int min, OptionalInt max) implements Gbnf {
    boolean isOptional() {
      return min == 0 && max.orElse(0) == 1;
    }
  }

  static Gbnf literal(String text) {
    return text.isEmpty() ? Sequence.EMPTY : new Literal(text);
  }

  static Gbnf oneOf(CodePoints set) {
    return set.isSingle() ? new Literal(Character.toString(set.first())) : new OneOf(set);
  }

  static Gbnf sequence(Gbnf... items) {
    return sequence(List.of(items));
  }

  static Gbnf sequence(List<Gbnf> items) {
    List<Gbnf> flat = new ArrayList<>();
    for (Gbnf item : items) {
      for (Gbnf part : item instanceof Sequence inner ? inner.items : List.of(item)) {
        if (part instanceof Literal next
            && !flat.isEmpty()
            && flat.getLast() instanceof Literal l) {
          flat.removeLast();
          flat.add(new Literal(l.characters + next.characters));
        } else {
          flat.add(part);
        }
      }
    }
    return flat.size() == 1 ? flat.getFirst() : new Sequence(List.copyOf(flat));
  }

  static Gbnf choice(List<Gbnf> options) {
    List<Gbnf> flat = new ArrayList<>();
    for (Gbnf option : options) {
      flat.addAll(option instanceof Choice inner ? inner.options : List.of(option));
    }
    List<Gbnf> distinct = flat.stream().distinct().toList();
    return distinct.size() == 1 ? distinct.getFirst() : new Choice(distinct);
  }

  static Gbnf optional(Gbnf item) {
    return item.equals(Sequence.EMPTY) ? Sequence.EMPTY : new Repeat(item, 0, OptionalInt.of(1));
  }

  static Gbnf repeat(Gbnf item, int min, OptionalInt max) {
    if (item.equals(Sequence.EMPTY) || max.orElse(1) == 0) {
      return Sequence.EMPTY;
    }
    return min == 1 && max.orElse(0) == 1 ? item : new Repeat(item, min, max);
  }

  /** The text of this piece in a grammar. */
  default String text() {
    return switch (this) {
      case Literal literal -> '"' + escaped(literal.characters, "\"\\") + '"';
      case OneOf one -> set(one.set);
      case Ref ref -> ref.name;
      case Sequence sequence ->
          sequence.items.isEmpty()
              ? "\"\""
              : sequence.items.stream().map(Gbnf::grouped).collect(Collectors.joining(" "));
      case Choice choice ->
          choice.options.stream().map(Gbnf::text).collect(Collectors.joining(" | "));
      case Repeat repeat -> repeat.item.grouped(true) + counts(repeat);
    };
  }

  private String grouped() {
    return grouped(false);
  }

  private String grouped(boolean repeated) {
    boolean compound =
        this instanceof Choice
            || (repeated && (this instanceof Sequence || this instanceof Repeat));
    return compound ? "(" + text() + ")" : text();
  }

  private static String counts(Repeat repeat) {
    int min = repeat.min;
    if (repeat.max.isEmpty()) {
      return min == 0 ? "*" : min == 1 ? "+" : "{" + min + ",}";
    }
    int max = repeat.max.getAsInt();
    return repeat.isOptional() ? "?" : min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
  }

  private static String set(CodePoints set) {
    // A set that has nearly everything is shorter to read as what it lacks.
    boolean negated = set.contains(Character.MAX_CODE_POINT) && set.contains(0xE000);
    CodePoints listed = negated ? set.complement() : set;
    StringBuilder text = new StringBuilder(negated ? "[^" : "[");
    for (CodePoints.Range range : listed.ranges()) {
      text.append(escaped(Character.toString(range.first()), "\"\\[]^-"));
      if (range.last() > range.first()) {
        text.append(range.last() == range.first() + 1 ? "" : "-");
        text.append(escaped(Character.toString(range.last()), "\"\\[]^-"));
      }
    }
    return text.append(']').toString();
  }

  private static String escaped(String text, String special) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            escaped.append('\\').appendCodePoint(c);
          } else if (special.indexOf(c) >= 0 || c < ' ' || c == 0x7F) {
            escaped.append(c == '\n' ? "\\n" : "\\x%02X".formatted(c));
          } else if (Character.isLetterOrDigit(c) || c < 0x7F) {
            escaped.appendCodePoint(c);
          } else {
            escaped.append((c <= 0xFFFF ? "\\u%04X" : "\\U%08X").formatted(c));
          }
        });
    return escaped.toString();
  }
}
