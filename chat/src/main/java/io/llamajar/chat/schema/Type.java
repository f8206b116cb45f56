package io.llamajar.chat.schema;

import io.llamajar.chat.jinja.None;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of JSON values; true and false are kinds of their own, so that one can be excluded. */
enum Type {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL;

  static final Set<Type> ALL = Collections.unmodifiableSet(EnumSet.allOf(Type.class));

  static Type of(Object value) {
    return switch (value) {
      case Map<?, ?> map -> OBJECT;
      case List<?> list -> ARRAY;
      case String text -> STRING;
      case Number number -> NUMBER;
      case Boolean flag -> flag ? TRUE : FALSE;
      case None none -> NULL;
      default -> throw new IllegalArgumentException("No JSON value: " + value.getClass());
    };
  }

  static Set<Type> except(Type type) {
    return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(type)));
  }
}
