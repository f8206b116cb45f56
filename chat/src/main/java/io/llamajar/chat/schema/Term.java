package io.llamajar.chat.schema;

/**
 * One schema of the document, or the opposite of one.
 *
 * @param schema as it lies in the document; the same one is the same term, an equal one is not
 * @param at where it lies, as a JSON pointer with a # in front
 * @param negated whether a value must not be valid
 */
record Term(Object schema, String at, boolean negated) {
  static Term of(Object schema, String at) {
    return new Term(schema, at, false);
  }

  Term opposite() {
    return new Term(schema, at, !negated);
  }

  /** A schema inside this one, of the same sign. */
  Term child(Object inner, String... path) {
    StringBuilder pointer = new StringBuilder(at);
    for (String step : path) {
      pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
    }
    return new Term(inner, pointer.toString(), negated);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Term term && term.schema == schema && term.negated == negated;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(schema) * 2 + (negated ? 1 : 0);
  }
}
