package io.llamajar.chat.jinja;

/** A word of a template: its text, its value if it is a literal, and its line. */
record Token(Type type, String text, Object value, int line) {
  enum Type {
    DATA("template data / text"),
    PRINT_BEGIN("begin of print statement"),
    PRINT_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    END("end of template");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  boolean is(Type wanted) {
    return type == wanted;
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  boolean isOperator(String symbol) {
    return type == Type.OPERATOR && text.equals(symbol);
  }

  /** As error messages call it. */
  String description() {
    return type == Type.NAME || type == Type.OPERATOR ? text : type.description();
  }
}
