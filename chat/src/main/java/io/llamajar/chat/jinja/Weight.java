package io.llamajar.chat.jinja;

import java.math.BigInteger;

/**
 * How large a value is when all its parts are visited, shared parts as often as they occur.
 *
 * <p>Lists and dicts never change once made, so they learn their weight when they are made; that
 * stops {@code [x, x]} in a loop, 2^n leaves in n steps, before anything walks over it.
 */
record Weight(long nodes, int depth) {
  private static final int CHARACTERS_PER_NODE = 32;
  private static final Weight LEAF = new Weight(1, 0);

  static Weight of(Object value) {
    return switch (value) {
      case String text -> new Weight(1 + text.length() / CHARACTERS_PER_NODE, 0);
      case BigInteger number -> new Weight(1 + number.bitLength() / Long.SIZE, 0);
      case Sequence sequence -> sequence.weight();
      case Dict dict -> dict.weight();
      case DictView view -> view.dict().weight();
      default -> LEAF;
    };
  }

  /** The weight of a container of these items; fails if it gets too large or too deep. */
  static Weight around(Iterable<?> items) {
    long nodes = 1;
    int depth = 0;
    for (Object item : items) {
      Weight weight = of(item);
      nodes += weight.nodes();
      depth = Math.max(depth, weight.depth());
      if (nodes > Meter.LARGEST_VALUE) {
        throw TemplateException.limit("it makes a list or dict that is too large");
      }
    }
    if (depth + 1 > Meter.DEEPEST_VALUE) {
      throw TemplateException.limit("it makes a list or dict that is nested too deeply");
    }
    return new Weight(nodes, depth + 1);
  }
}
