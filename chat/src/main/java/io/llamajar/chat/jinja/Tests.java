package io.llamajar.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tests of Jinja2: what can stand after {@code is}. */
final class Tests {
  private static final Map<String, Test> TABLE = table();

  /** A test with the parameters it takes besides the value. */
  record Test(Signature signature, Body body) {
    boolean holds(Object value, Arguments arguments) {
      return body.holds(value, signature.bind(arguments));
    }
  }

  interface Body {
    boolean holds(Object value, Bound arguments);
  }

  private Tests() {}

  static boolean exist(String name) {
    return TABLE.containsKey(name);
  }

  static Test named(String name) {
    Test test = TABLE.get(name);
    if (test == null) {
      throw TemplateException.runtime("No test named " + Repr.repr(name) + ".");
    }
    return test;
  }

  private static Map<String, Test> table() {
    Map<String, Test> table = new LinkedHashMap<>();
    add(table, "odd", (v, a) -> isRemainder(v, 2L, 1L));
    add(table, "even", (v, a) -> isRemainder(v, 2L, 0L));
    add(table, "divisibleby num", (v, a) -> isRemainder(v, a.value(0), 0L));
    add(table, "defined", (v, a) -> !(v instanceof Undefined));
    add(table, "undefined", (v, a) -> v instanceof Undefined);
    add(table, "filter", (v, a) -> Types.isText(v) && Filters.exist(Types.text(v)));
    add(table, "test", (v, a) -> Types.isText(v) && exist(Types.text(v)));
    add(table, "none", (v, a) -> v == None.NONE);
    add(table, "boolean", (v, a) -> v instanceof Boolean);
    add(table, "false", (v, a) -> v instanceof Boolean flag && !flag);
    add(table, "true", (v, a) -> v instanceof Boolean flag && flag);
    add(table, "integer", (v, a) -> Numbers.isInteger(v) && !(v instanceof Boolean));
    add(table, "float", (v, a) -> v instanceof Double);
    add(table, "number", (v, a) -> Numbers.isNumber(v));
    add(table, "lower", (v, a) -> TextTests.isLower(Repr.str(v)));
    add(table, "upper", (v, a) -> TextTests.isUpper(Repr.str(v)));
    add(table, "string", (v, a) -> Types.isText(v));
    add(table, "mapping", (v, a) -> v instanceof Dict);
    add(table, "sequence", (v, a) -> isSequence(v));
    add(table, "iterable", (v, a) -> Iteration.isIterable(v) || v instanceof Loop);
    add(table, "callable", (v, a) -> v instanceof Callable || v instanceof Undefined);
    add(table, "sameas other", (v, a) -> isSame(v, a.value(0)));
    add(table, "escaped", (v, a) -> v instanceof Markup);
    add(table, "in seq", (v, a) -> Comparisons.holds("in", v, a.value(0)));
    addComparison(table, "==", "eq", "equalto");
    addComparison(table, "!=", "ne");
    addComparison(table, ">", "gt", "greaterthan");
    addComparison(table, ">=", "ge");
    addComparison(table, "<", "lt", "lessthan");
    addComparison(table, "<=", "le");
    return table;
  }

  private static void add(Map<String, Test> table, String signature, Body body) {
    Signature parsed = Signature.of(signature);
    table.put(parsed.function(), new Test(parsed, body));
  }

  private static void addComparison(Map<String, Test> table, String operator, String... names) {
    Body body = (value, a) -> Comparisons.holds(operator, value, a.value(0));
    add(table, operator + " other", body);
    List.of(names).forEach(name -> add(table, name + " other", body));
  }

  private static boolean isRemainder(Object value, Object divisor, Object rest) {
    return Comparisons.equal(Operators.binary("%", value, divisor), rest);
  }

  private static boolean isSequence(Object value) {
    return Types.hasLength(value) && !(value instanceof DictView || value instanceof Loop);
  }

  @SuppressWarnings("ReferenceEquality") // this test asks for the very same object
  private static boolean isSame(Object value, Object other) {
    return (Numbers.isNumber(value) || Types.isText(value)) ? value.equals(other) : value == other;
  }
}
