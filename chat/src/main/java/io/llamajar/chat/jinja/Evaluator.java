package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Expression.FilterUse;
import io.llamajar.chat.jinja.Expression.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives the value of an expression in a scope. */
final class Evaluator {
  private final Rendering rendering;
  private final Meter meter;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
    this.meter = rendering.meter();
  }

  Object evaluate(Expression expression, Scope scope) {
    meter.enter();
    Object value =
        switch (expression) {
          case Expression.Literal literal -> literal.value();
          case Expression.Name name -> scope.get(name.name());
          case Expression.Attribute attribute -> attribute(attribute, scope);
          case Expression.Item item -> item(item, scope);
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call call -> call(call, scope, Optional.empty());
          case Expression.Filtered filtered ->
              filter(filtered.filter(), evaluate(filtered.target(), scope), scope);
          case Expression.Tested tested -> test(tested, scope);
          case Expression.And and -> and(and, scope);
          case Expression.Or or -> or(or, scope);
          case Expression.Not not -> !truthy(not.operand(), scope);
          case Expression.Comparison comparison -> compare(comparison, scope);
          case Expression.Concatenation parts -> concatenate(parts, scope);
          case Expression.Conditional conditional -> choose(conditional, scope);
          case Expression.Unary unary ->
              Operators.unary(unary.symbol(), evaluate(unary.operand(), scope));
          case Expression.Binary binary -> binary(binary, scope);
          case Expression.ListOf list -> new ListValue(all(list.items(), scope));
          case Expression.TupleOf tuple -> new Tuple(all(tuple.items(), scope));
          case Expression.DictOf dict -> dict(dict, scope);
        };
    meter.leave();
    return value;
  }

  boolean truthy(Expression expression, Scope scope) {
    return Types.truthy(evaluate(expression, scope));
  }

  private List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Object dict(Expression.DictOf dict, Scope scope) {
    List<Dict.Entry> entries = new ArrayList<>();
    for (Expression.Pair pair : dict.pairs()) {
      entries.add(new Dict.Entry(evaluate(pair.key(), scope), evaluate(pair.value(), scope)));
    }
    return Dict.of(entries);
  }

  private Object attribute(Expression.Attribute attribute, Scope scope) {
    Object target = evaluate(attribute.target(), scope);
    Object value = Lookup.attribute(target, attribute.name());
    return metered(target, value);
  }

  private Object item(Expression.Item item, Scope scope) {
    Object target = evaluate(item.target(), scope);
    Object value = Lookup.item(target, evaluate(item.key(), scope));
    return metered(target, value);
  }

  /** Charges for a method what it may do with its value, and for finding a character. */
  private Object metered(Object target, Object value) {
    if (Types.isText(target)) {
      meter.spendOn(target);
    } else if (value instanceof Callable && target instanceof Sequence) {
      meter.spendOnAll(target);
    }
    return value;
  }

  private Object slice(Expression.Slice slice, Scope scope) {
    Object target = evaluate(slice.target(), scope);
    Object result =
        Slices.slice(
            target,
            bound(slice.start(), scope),
            bound(slice.stop(), scope),
            bound(slice.step(), scope));
    meter.spendOn(target);
    meter.spendOn(result);
    return result;
  }

  private Object bound(Optional<Expression> bound, Scope scope) {
    return bound.isPresent() ? evaluate(bound.get(), scope) : None.NONE;
  }

  private Object binary(Expression.Binary binary, Scope scope) {
    Object left = evaluate(binary.left(), scope);
    Object right = evaluate(binary.right(), scope);
    if (binary.symbol().equals("%")) {
      meter.spendOnAll(right); // may be printed into a format
    }
    Object result = Operators.binary(binary.symbol(), left, right);
    meter.spendOnCopy(result);
    return result;
  }

  private Object and(Expression.And and, Scope scope) {
    Object left = evaluate(and.left(), scope);
    return Types.truthy(left) ? evaluate(and.right(), scope) : left;
  }

  private Object or(Expression.Or or, Scope scope) {
    Object left = evaluate(or.left(), scope);
    return Types.truthy(left) ? left : evaluate(or.right(), scope);
  }

  private Object compare(Expression.Comparison comparison, Scope scope) {
    Object left = evaluate(comparison.first(), scope);
    for (Expression.Step step : comparison.steps()) {
      Object right = evaluate(step.operand(), scope);
      if (!rendering.compare(step.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private Object concatenate(Expression.Concatenation concatenation, Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Object part : all(concatenation.parts(), scope)) {
      text.append(rendering.print(part));
      Meter.checkLength(text.length());
    }
    return rendering.markup(text.toString());
  }

  private Object choose(Expression.Conditional conditional, Scope scope) {
    if (truthy(conditional.condition(), scope)) {
      return evaluate(conditional.value(), scope);
    }
    if (conditional.otherwise().isPresent()) {
      return evaluate(conditional.otherwise().get(), scope);
    }
    return Undefined.because(
        "the inline if-expression on line "
            + conditional.line()
            + " evaluated to false and no else section was defined.");
  }

  Object filter(FilterUse filter, Object value, Scope scope) {
    rendering.line(filter.line());
    if (!Filters.exist(filter.name())) {
      throw TemplateException.runtime("No filter named " + Repr.repr(filter.name()) + " found.");
    }
    Arguments arguments = arguments(filter.passed(), scope);
    rendering.line(filter.line());
    return rendering.filter(filter.name(), value, arguments);
  }

  private boolean test(Expression.Tested tested, Scope scope) {
    Object value = evaluate(tested.target(), scope);
    if (!Tests.exist(tested.name())) {
      throw TemplateException.runtime("No test named " + Repr.repr(tested.name()) + " found.");
    }
    Arguments arguments = arguments(tested.passed(), scope);
    rendering.line(tested.line());
    return rendering.test(tested.name(), value, arguments);
  }

  /** The result of a call; a call block passes its body as {@code caller}. */
  Object call(Expression.Call call, Scope scope, Optional<Macro> caller) {
    Object callee = evaluate(call.callee(), scope);
    Arguments arguments = arguments(call.passed(), scope);
    if (caller.isPresent()) {
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", caller.get());
      arguments = new Arguments(arguments.positional(), named);
    }
    int line = call.line();
    rendering.line(line);
    if (!(callee instanceof Macro)) {
      arguments.positional().forEach(meter::spendOnAll);
    }
    meter.enterCall();
    Object result = call(callee, arguments);
    meter.leaveCall();
    rendering.line(line);
    meter.spendOn(result);
    return result;
  }

  private static Object call(Object callee, Arguments arguments) {
    return switch (callee) {
      case Callable callable -> callable.call(arguments);
      case Undefined undefined -> throw undefined.error();
      default ->
          throw TemplateException.type("'" + Types.name(callee) + "' object is not callable");
    };
  }

  private Arguments arguments(Passed passed, Scope scope) {
    List<Object> positional = all(passed.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    for (Expression.Keyword keyword : passed.keywords()) {
      addNamed(named, keyword.name(), evaluate(keyword.value(), scope));
    }
    if (passed.star().isPresent()) {
      Iteration.over(evaluate(passed.star().get(), scope)).forEachRemaining(positional::add);
    }
    if (passed.doubleStar().isPresent()) {
      addAllNamed(named, evaluate(passed.doubleStar().get(), scope));
    }
    meter.spend(positional.size());
    return new Arguments(positional, named);
  }

  private static void addAllNamed(Map<String, Object> named, Object mapping) {
    if (!(mapping instanceof Dict dict)) {
      throw TemplateException.type(
          "argument after ** must be a mapping, not " + Types.name(mapping));
    }
    for (Dict.Entry entry : dict.entries()) {
      if (!Types.isText(entry.key())) {
        throw TemplateException.type("keywords must be strings");
      }
      addNamed(named, Types.text(entry.key()), entry.value());
    }
  }

  private static void addNamed(Map<String, Object> named, String name, Object value) {
    if (named.put(name, value) != null) {
      throw TemplateException.type("got multiple values for keyword argument '" + name + "'");
    }
  }
}
