package io.llamajar.chat.schema;

/**
 * One schema of the document, or the opposite of one.
 *
 * @param schema as it lies in the document; the same one is the same term, an equal one is not
 * @param at where it lies, as a JSON pointer with a # in front
 */
record Term(Object schema, String at, Sense sense) {
  /** How a schema is read. */
  enum Sense {
    /** As its author means it: no other types than it speaks of, no members it leaves out. */
    MEANT,
    /** To the letter, as when asking whether a value happens to be valid. */
    LITERAL,
    /** Its opposite, to the letter: a value must not be valid. */
    NEGATED
  }

  static Term of(Object schema, String at) {
    return new Term(schema, at, Sense.MEANT);
  }

  boolean isNegated() {
    return sense == Sense.NEGATED;
  }

  Term opposite() {
    return new Term(schema, at, isNegated() ? Sense.LITERAL : Sense.NEGATED);
  }

  Term literal() {
    return new Term(schema, at, Sense.LITERAL);
  }

  /** A schema elsewhere, read in the same sense. */
  Term reading(Term other) {
    return new Term(other.schema, other.at, sense);
  }

  /** A schema inside this one, read in the same sense. */
  Term child(Object inner, String... path) {
    StringBuilder pointer = new StringBuilder(at);
    for (String step : path) {
      pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
    }
    return new Term(inner, pointer.toString(), sense);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a schema is known by its place, and equal ones differ
  public boolean equals(Object other) {
    return other instanceof Term term && term.schema == schema && term.sense == sense;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(schema) * 31 + sense.hashCode();
  }
}
