package io.llamajar.chat.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The rules that know nothing of a schema: what JSON is made of. */
enum Primitive {
  // spotless:off
  /** A little white space, as models lay JSON out; never so much that they get lost in it. */
  SPACE("( \" \" | \"\\n\"{1,2} [ \\t]{0,20} )?"),
  /** Any character from U+0080 on, as an escape: two of them beyond U+FFFF, never a lone one. */
  WIDE(
      "\"\\\\u\" ( \"00\" [89a-fA-F] [0-9a-fA-F] | \"0\" [1-9a-fA-F] [0-9a-fA-F]{2}"
          + " | [1-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}"
          + " | [dD] [89abAB] [0-9a-fA-F]{2} \"\\\\u\" [dD] [c-fC-F] [0-9a-fA-F]{2} )"),
  /** Any character below U+0020, as an escape. */
  CONTROL("\"\\\\\" [bfnrt] | \"\\\\u00\" [01] [0-9a-fA-F]"),
  CHAR(
      "[^\"\\\\\\x00-\\x1F] | \"\\\\\" [\"\\\\/bfnrt] | \"\\\\u00\" [0-7] [0-9a-fA-F] | wide",
      WIDE),
  STRING("\"\\\"\" char* \"\\\"\"", CHAR),
  INTEGER("\"-\"? (\"0\" | [1-9] [0-9]{0,15})"),
  NUMBER("integer (\".\" [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?", INTEGER),
  BOOLEAN("\"true\" | \"false\""),
  NULL("\"null\""),
  // The next three need each other.
  OBJECT(
      "\"{\" space ( string \":\" space value ( \",\" space string \":\" space value )* space )?"
          + " \"}\"",
      SPACE,
      STRING),
  ARRAY("\"[\" space ( value ( \",\" space value )* space )? \"]\"", SPACE),
  VALUE(
      "object | array | string | number | boolean | null",
      OBJECT,
      ARRAY,
      STRING,
      NUMBER,
      BOOLEAN,
      NULL);
  // spotless:on

  private final String body;
  private final List<Primitive> needs;

  Primitive(String body, Primitive... needs) {
    this.body = body;
    this.needs = List.of(needs);
  }

  String ruleName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String body() {
    return body;
  }

  List<Primitive> needs() {
    return this == OBJECT || this == ARRAY
        ? Stream.concat(needs.stream(), Stream.of(VALUE)).toList()
        : needs;
  }

  static boolean exists(String ruleName) {
    return all().stream().anyMatch(primitive -> primitive.ruleName().equals(ruleName));
  }

  static List<Primitive> all() {
    return Arrays.asList(values());
  }
}
