package io.llamajar.chat.jinja;

import java.math.BigInteger;

/** What Python says about a value: its type's name, whether it counts as true, its length. */
final class Types {
  private Types() {}

  static boolean isText(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** The characters of a string or markup; anything else is a {@code TypeError}. */
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Markup markup -> markup.text();
      case Undefined undefined -> throw undefined.error();
      default -> throw TemplateException.type("expected str, got " + name(value));
    };
  }

  /** As in {@code type(value).__name__}. */
  static String name(Object value) {
    return switch (value) {
      case None none -> "NoneType";
      case Boolean flag -> "bool";
      case Long number -> "int";
      case BigInteger number -> "int";
      case Double number -> "float";
      case String text -> "str";
      case Markup markup -> "Markup";
      case ListValue list -> "list";
      case Tuple tuple -> "tuple";
      case Dict dict -> "dict";
      case DictView view -> view.typeName();
      case Range range -> "range";
      case Generator generator -> generator.typeName();
      case Undefined undefined -> "Undefined";
      case Attributed object -> object.typeName().substring(object.typeName().lastIndexOf('.') + 1);
      default -> "builtin_function_or_method";
    };
  }

  /** As error messages name the owner of a missing attribute. */
  static String describe(Object value) {
    return switch (value) {
      case None none -> "None";
      case Markup markup -> "markupsafe.Markup object";
      case Attributed object -> object.typeName() + " object";
      default -> name(value) + " object";
    };
  }

  static TemplateException noAttribute(Object value, String attribute) {
    return value instanceof Undefined undefined
        ? undefined.error()
        : TemplateException.type(
            "'" + name(value) + "' object has no attribute '" + attribute + "'");
  }

  static boolean truthy(Object value) {
    return switch (value) {
      case None none -> false;
      case Undefined undefined -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case Markup markup -> !markup.text().isEmpty();
      case Sequence sequence -> sequence.size() > 0;
      case Dict dict -> dict.size() > 0;
      case DictView view -> view.dict().size() > 0;
      case Range range -> range.size() > 0;
      default -> true;
    };
  }

  static boolean hasLength(Object value) {
    return switch (value) {
      case String text -> true;
      case Markup markup -> true;
      case Sequence sequence -> true;
      case Dict dict -> true;
      case DictView view -> true;
      case Range range -> true;
      case Undefined undefined -> true;
      case Loop loop -> true;
      default -> false;
    };
  }

  /** As {@code len(value)}; texts count code points. */
  static int length(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case Markup markup -> length(markup.text());
      case Sequence sequence -> sequence.size();
      case Dict dict -> dict.size();
      case DictView view -> view.dict().size();
      case Range range -> range.size();
      case Undefined undefined -> 0;
      case Loop loop -> loop.length();
      default -> throw TemplateException.type("object of type '" + name(value) + "' has no len()");
    };
  }
}
