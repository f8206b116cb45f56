package io.llamajar.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tests of Jinja2: what can stand after {@code is}. */
final class Tests {
  private static final Map<String, Test> TABLE = table();

  /** A test with the parameters it takes besides the value. */
  record Test(Signature signature, Body body) {
    boolean holds(Rendering rendering, Object value, Arguments arguments) {
      return body.holds(rendering, value, signature.bind(arguments));
    }
  }

  interface Body {
    boolean holds(Rendering rendering, Object value, Bound arguments);
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
    add(table, "odd", (r, v, a) -> isRemainder(v, 2L, 1L));
    add(table, "even", (r, v, a) -> isRemainder(v, 2L, 0L));
    add(table, "divisibleby num", (r, v, a) -> isRemainder(v, a.value(0), 0L));
    add(table, "defined", (r, v, a) -> !(v instanceof Undefined));
    add(table, "undefined", (r, v, a) -> v instanceof Undefined);
    add(table, "filter", (r, v, a) -> Types.isText(v) && Filters.exist(Types.text(v)));
    add(table, "test", (r, v, a) -> Types.isText(v) && exist(Types.text(v)));
    add(table, "none", (r, v, a) -> v == None.NONE);
    add(table, "boolean", (r, v, a) -> v instanceof Boolean);
    add(table, "false", (r, v, a) -> v instanceof Boolean flag && !flag);
    add(table, "true", (r, v, a) -> v instanceof Boolean flag && flag);
    add(table, "integer", (r, v, a) -> Numbers.isInteger(v) && !(v instanceof Boolean));
    add(table, "float", (r, v, a) -> v instanceof Double);
    add(table, "number", (r, v, a) -> Numbers.isNumber(v));
    add(table, "lower", (r, v, a) -> TextTests.isLower(r.str(v)));
    add(table, "upper", (r, v, a) -> TextTests.isUpper(r.str(v)));
    add(table, "string", (r, v, a) -> Types.isText(v));
    add(table, "mapping", (r, v, a) -> v instanceof Dict);
    add(table, "sequence", (r, v, a) -> isSequence(v));
    add(table, "iterable", (r, v, a) -> Iteration.isIterable(v) || v instanceof Loop);
    add(table, "callable", (r, v, a) -> v instanceof Callable || v instanceof Undefined);
    add(table, "sameas other", (r, v, a) -> isSame(v, a.value(0)));
    add(table, "escaped", (r, v, a) -> v instanceof Markup);
    add(table, "in seq", (r, v, a) -> r.compare("in", v, a.value(0)));
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
    Body body = (r, value, a) -> r.compare(operator, value, a.value(0));
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
