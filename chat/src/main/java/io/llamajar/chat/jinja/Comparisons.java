package io.llamajar.chat.jinja;

import java.util.Iterator;

/** Python's comparisons of any two values: equality, order and membership. */
final class Comparisons {
  private Comparisons() {}

  static boolean holds(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> equal(left, right);
      case "!=" -> !equal(left, right);
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      default -> ordered(operator, left, right);
    };
  }

  private static boolean ordered(String operator, Object left, Object right) {
    int order = order(operator, left, right);
    if (Numbers.isNan(left) || Numbers.isNan(right)) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static boolean equal(Object left, Object right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) == 0;
    }
    if (Types.isText(left) && Types.isText(right)) {
      return Types.text(left).equals(Types.text(right));
    }
    return switch (left) {
      case ListValue list when right instanceof ListValue other -> equalItems(list, other);
      case Tuple tuple when right instanceof Tuple other -> equalItems(tuple, other);
      case Dict dict when right instanceof Dict other -> equalEntries(dict, other);
      case Undefined undefined -> right instanceof Undefined;
      case Range range when right instanceof Range other ->
          equalItems(ListValue.of(range.iterator()), ListValue.of(other.iterator()));
      case DictView view -> view.equals(right);
      default -> left.equals(right);
    };
  }

  private static boolean equalItems(Sequence left, Sequence right) {
    if (left == right) {
      return true;
    }
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<Object> others = right.iterator();
    for (Object item : left) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Dict left, Dict right) {
    return left == right
        || (left.size() == right.size()
            && left.entries().stream()
                .allMatch(
                    e -> right.find(e.key()).filter(value -> equal(e.value(), value)).isPresent()));
  }

  /** The order of two values, as {@code sort} needs it. */
  static int order(Object left, Object right) {
    return order("<", left, right);
  }

  private static int order(String operator, Object left, Object right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (Types.isText(left) && Types.isText(right)) {
      return orderTexts(Types.text(left), Types.text(right));
    }
    if (left instanceof Sequence x && right instanceof Sequence y && x.getClass() == y.getClass()) {
      return orderItems(operator, x, y);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw TemplateException.type(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, Types.name(left), Types.name(right)));
  }

  private static int orderItems(String operator, Sequence left, Sequence right) {
    Iterator<Object> others = right.iterator();
    for (Object item : left) {
      if (!others.hasNext()) {
        return 1;
      }
      Object other = others.next();
      if (!equal(item, other)) {
        return order(operator, item, other);
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  /** By code points: UTF-16 would put the rare planes before the last of the first one. */
  private static int orderTexts(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char x = left.charAt(i);
      char y = right.charAt(i);
      if (x != y) {
        boolean same = Character.isSurrogate(x) == Character.isSurrogate(y);
        return same ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  static boolean contains(Object container, Object item) {
    if (Types.isText(container)) {
      if (!Types.isText(item)) {
        throw TemplateException.type(
            "'in <string>' requires string as left operand, not " + Types.name(item));
      }
      return Search.first(Types.text(container), Types.text(item), 0) >= 0;
    }
    return switch (container) {
      case Dict dict -> dict.contains(item);
      case DictView view when view.kind() == DictView.Kind.KEYS -> view.dict().contains(item);
      case Range range when item instanceof Long number -> range.contains(number);
      case Loop loop -> throw notIterable(loop);
      default -> {
        if (!Iteration.isIterable(container)) {
          throw notIterable(container);
        }
        Iterator<Object> items = Iteration.over(container);
        while (items.hasNext()) {
          if (equal(items.next(), item)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static TemplateException notIterable(Object container) {
    return TemplateException.type(
        "argument of type '" + Types.name(container) + "' is not iterable");
  }
}
