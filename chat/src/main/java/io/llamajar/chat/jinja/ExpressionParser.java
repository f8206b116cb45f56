package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Expression.FilterUse;
import io.llamajar.chat.jinja.Expression.Passed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads tokens into expressions; one method for each level of precedence, weakest first. */
final class ExpressionParser {
  private static final int DEEPEST = 100;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final OperandParser operands;
  private final List<TemplateException> unknown = new ArrayList<>();
  private boolean lenient;
  private int depth;

  ExpressionParser(TokenStream tokens, NameWatch names) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens, names, this);
  }

  /**
   * Whether unknown filters and tests fail only when used: directly in the branches of an {@code
   * if}, as in Python. Returns the setting before.
   */
  boolean lenient(boolean now) {
    boolean before = lenient;
    lenient = now;
    return before;
  }

  /** The first unknown filter or test that must not wait until it is used. */
  Optional<TemplateException> firstUnknown() {
    return unknown.stream().findFirst();
  }

  /** One expression, or a tuple of several; it ends before one of these names. */
  Expression tuple(boolean conditional, String... endNames) {
    return commaSeparated(conditional, false, endNames);
  }

  /** What stands in round brackets: an expression or a tuple, which may be empty. */
  Expression inBrackets() {
    return commaSeparated(true, true);
  }

  private Expression commaSeparated(boolean conditional, boolean empty, String... endNames) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!atTupleEnd(endNames)) {
      items.add(conditional ? expression() : or());
      if (!tokens.skipOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && items.size() == 1) {
      return items.getFirst();
    }
    if (items.isEmpty() && !empty) {
      throw tokens.error(
          "Expected an expression, got " + Repr.repr(tokens.current().description()));
    }
    return new Expression.TupleOf(items);
  }

  private boolean atTupleEnd(String... endNames) {
    Token token = tokens.current();
    if (token.is(Token.Type.PRINT_END) || token.is(Token.Type.BLOCK_END) || token.isOperator(")")) {
      return true;
    }
    for (String name : endNames) {
      if (token.isName(name)) {
        return true;
      }
    }
    return false;
  }

  Expression expression() {
    return nested(this::conditional);
  }

  private Expression nested(Supplier<Expression> inner) {
    if (++depth > DEEPEST) {
      throw tokens.error("expressions are nested too deeply");
    }
    Expression expression = inner.get();
    depth--;
    return expression;
  }

  private Expression conditional() {
    int line = tokens.current().line();
    int knownUnknown = unknown.size();
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression condition = or();
      Optional<Expression> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expression.Conditional(condition, value, otherwise, line);
      unknown.subList(knownUnknown, unknown.size()).clear();
      line = tokens.current().line();
    }
    return value;
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    return tokens.skipName("not") ? new Expression.Not(nested(this::not)) : comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<Expression.Step> steps = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.is(Token.Type.OPERATOR) && COMPARISONS.contains(token.text())) {
        tokens.next();
        steps.add(new Expression.Step(token.text(), sum()));
      } else if (tokens.skipName("in")) {
        steps.add(new Expression.Step("in", sum()));
      } else if (token.isName("not") && tokens.look().isName("in")) {
        tokens.next();
        tokens.next();
        steps.add(new Expression.Step("not in", sum()));
      } else {
        return steps.isEmpty() ? first : new Expression.Comparison(first, steps);
      }
    }
  }

  private Expression sum() {
    return chain(this::concatenation, Set.of("+", "-"));
  }

  private Expression concatenation() {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(product());
    } while (tokens.skipOperator("~"));
    return parts.size() == 1 ? parts.getFirst() : new Expression.Concatenation(parts);
  }

  private Expression product() {
    return chain(this::power, Set.of("*", "/", "//", "%"));
  }

  private Expression power() {
    return chain(() -> unary(true), Set.of("**")); // from the left, unlike Python
  }

  private Expression chain(Supplier<Expression> operand, Set<String> symbols) {
    Expression left = operand.get();
    while (tokens.current().is(Token.Type.OPERATOR) && symbols.contains(tokens.current().text())) {
      left = new Expression.Binary(tokens.next().text(), left, operand.get());
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    Token token = tokens.current();
    Expression expression;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      expression = new Expression.Unary(token.text(), nested(() -> unary(false)));
    } else {
      expression = operands.primary();
    }
    expression = operands.postfix(expression);
    return withFilters ? filtersAndTests(expression) : expression;
  }

  private Expression filtersAndTests(Expression start) {
    Expression expression = start;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator("|")) {
        tokens.next();
        expression = new Expression.Filtered(expression, filter());
      } else if (token.isName("is")) {
        expression = test(expression);
      } else if (token.isOperator("(")) {
        expression = new Expression.Call(expression, operands.passed(), token.line());
      } else {
        return expression;
      }
    }
  }

  /** {@code a(x)|b|c}: filters that are applied to what a block renders. */
  List<FilterUse> filterChain() {
    List<FilterUse> filters = new ArrayList<>();
    do {
      filters.add(filter());
    } while (tokens.skipOperator("|"));
    return filters;
  }

  private FilterUse filter() {
    int line = tokens.current().line();
    String name = dottedName();
    if (!Filters.exist(name)) {
      reportUnknown("filter", name, line);
    }
    return new FilterUse(
        name, tokens.current().isOperator("(") ? operands.passed() : Passed.NOTHING, line);
  }

  private Expression test(Expression target) {
    tokens.next();
    boolean negated = tokens.skipName("not");
    int line = tokens.current().line();
    String name = dottedName();
    if (!Tests.exist(name)) {
      reportUnknown("test", name, line);
    }
    Expression test = new Expression.Tested(target, name, testArguments(), line);
    return negated ? new Expression.Not(test) : test;
  }

  private Passed testArguments() {
    Token token = tokens.current();
    if (token.isOperator("(")) {
      return operands.passed();
    }
    if (token.isName("is")) {
      throw tokens.error("You cannot chain multiple tests with is");
    }
    boolean argument =
        switch (token.type()) {
          case NAME -> !Set.of("else", "or", "and").contains(token.text());
          case STRING, INTEGER, FLOAT -> true;
          default -> token.isOperator("[") || token.isOperator("{");
        };
    return argument
        ? Passed.one(nested(() -> operands.postfix(operands.primary())))
        : Passed.NOTHING;
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Type.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Type.NAME).text());
    }
    return name.toString();
  }

  private void reportUnknown(String what, String name, int line) {
    if (!lenient) {
      unknown.add(TemplateException.syntax("No " + what + " named " + Repr.repr(name) + ".", line));
    }
  }
}
