package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Expression.FilterUse;
import io.llamajar.chat.jinja.Expression.Keyword;
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
  private final NameWatch names;
  private final List<TemplateException> unknown = new ArrayList<>();
  private boolean lenient;
  private int depth;

  ExpressionParser(TokenStream tokens, NameWatch names) {
    this.tokens = tokens;
    this.names = names;
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

  static boolean isConstant(String name) {
    return Set.of("true", "True", "false", "False", "none", "None").contains(name);
  }

  /** One expression, or a tuple of several; it ends before one of these names. */
  Expression tuple(boolean conditional, String... endNames) {
    return commaSeparated(conditional, false, endNames);
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
      expression = primary();
    }
    expression = postfix(expression);
    return withFilters ? filtersAndTests(expression) : expression;
  }

  private Expression primary() {
    Token token = tokens.current();
    return switch (token.type()) {
      case NAME -> name(tokens.next().text());
      case STRING -> strings();
      case INTEGER, FLOAT -> new Expression.Literal(tokens.next().value());
      case OPERATOR -> bracketed(token);
      default -> throw unexpected(token);
    };
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(None.NONE);
      default -> {
        names.read(name);
        yield new Expression.Name(name);
      }
    };
  }

  /** Strings side by side are one. */
  private Expression strings() {
    StringBuilder text = new StringBuilder();
    while (tokens.current().is(Token.Type.STRING)) {
      text.append(tokens.next().value());
    }
    return new Expression.Literal(text.toString());
  }

  private Expression bracketed(Token token) {
    return switch (token.text()) {
      case "(" -> {
        tokens.next();
        Expression inner = commaSeparated(true, true);
        tokens.expectOperator(")");
        yield inner;
      }
      case "[" -> list();
      case "{" -> dict();
      default -> throw unexpected(token);
    };
  }

  private TemplateException unexpected(Token token) {
    return tokens.error("unexpected " + Repr.repr(token.description()));
  }

  private Expression list() {
    tokens.next();
    List<Expression> items = new ArrayList<>();
    while (!tokens.current().isOperator("]")) {
      items.add(expression());
      if (!tokens.current().isOperator("]")) {
        tokens.expectOperator(",");
      }
    }
    tokens.next();
    return new Expression.ListOf(items);
  }

  private Expression dict() {
    tokens.next();
    List<Expression.Pair> pairs = new ArrayList<>();
    while (!tokens.current().isOperator("}")) {
      Expression key = expression();
      tokens.expectOperator(":");
      pairs.add(new Expression.Pair(key, expression()));
      if (!tokens.current().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    tokens.next();
    return new Expression.DictOf(pairs);
  }

  private Expression postfix(Expression start) {
    Expression expression = start;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator(".")) {
        expression = attribute(expression);
      } else if (token.isOperator("[")) {
        expression = subscript(expression);
      } else if (token.isOperator("(")) {
        expression = new Expression.Call(expression, passed(), token.line());
      } else {
        return expression;
      }
    }
  }

  private Expression attribute(Expression target) {
    tokens.next();
    Token token = tokens.next();
    return switch (token.type()) {
      case NAME -> new Expression.Attribute(target, token.text());
      case INTEGER -> new Expression.Item(target, new Expression.Literal(token.value()));
      default -> throw TemplateException.syntax("expected name or number", token.line());
    };
  }

  private Expression subscript(Expression target) {
    tokens.next();
    Optional<Expression> start = sliceBound();
    if (start.isPresent() && !tokens.current().isOperator(":")) {
      Expression key = start.get();
      if (tokens.current().isOperator(",")) {
        key = tupleKey(key);
      }
      tokens.expectOperator("]");
      return new Expression.Item(target, key);
    }
    tokens.expectOperator(":");
    Optional<Expression> stop = sliceBound();
    Optional<Expression> step = tokens.skipOperator(":") ? sliceBound() : Optional.empty();
    tokens.expectOperator("]");
    return new Expression.Slice(target, start, stop, step);
  }

  private Optional<Expression> sliceBound() {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]")
        ? Optional.empty()
        : Optional.of(expression());
  }

  private Expression tupleKey(Expression first) {
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",")) {
      items.add(expression());
    }
    return new Expression.TupleOf(items);
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
        expression = new Expression.Call(expression, passed(), token.line());
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
    return new FilterUse(name, tokens.current().isOperator("(") ? passed() : Passed.NOTHING, line);
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
      return passed();
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
    return argument ? Passed.one(nested(() -> postfix(primary()))) : Passed.NOTHING;
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

  private Passed passed() {
    Token open = tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<Keyword> keywords = new ArrayList<>();
    Optional<Expression> star = Optional.empty();
    Optional<Expression> doubleStar = Optional.empty();
    while (!tokens.current().isOperator(")")) {
      Token token = tokens.current();
      if (tokens.skipOperator("*")) {
        require(star.isEmpty() && doubleStar.isEmpty(), open);
        star = Optional.of(expression());
      } else if (tokens.skipOperator("**")) {
        require(doubleStar.isEmpty(), open);
        doubleStar = Optional.of(expression());
      } else if (token.is(Token.Type.NAME) && tokens.look().isOperator("=")) {
        require(doubleStar.isEmpty(), open);
        tokens.next();
        tokens.next();
        keywords.add(new Keyword(token.text(), expression()));
      } else {
        require(star.isEmpty() && doubleStar.isEmpty() && keywords.isEmpty(), open);
        positional.add(expression());
      }
      if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    tokens.next();
    return new Passed(positional, keywords, star, doubleStar);
  }

  private static void require(boolean valid, Token open) {
    if (!valid) {
      throw TemplateException.syntax("invalid syntax for function call expression", open.line());
    }
  }
}
