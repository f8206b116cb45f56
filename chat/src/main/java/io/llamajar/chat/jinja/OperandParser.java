package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Expression.Keyword;
import io.llamajar.chat.jinja.Expression.Passed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads operands: names, literals, brackets, and the attributes, items and calls behind them. */
final class OperandParser {
  private final TokenStream tokens;
  private final NameWatch names;
  private final ExpressionParser expressions;

  OperandParser(TokenStream tokens, NameWatch names, ExpressionParser expressions) {
    this.tokens = tokens;
    this.names = names;
    this.expressions = expressions;
  }

  static boolean isConstant(String name) {
    return Set.of("true", "True", "false", "False", "none", "None").contains(name);
  }

  /** A name, a literal, or what stands in brackets. */
  Expression primary() {
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
        Expression inner = expressions.inBrackets();
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
      items.add(expressions.expression());
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
      Expression key = expressions.expression();
      tokens.expectOperator(":");
      pairs.add(new Expression.Pair(key, expressions.expression()));
      if (!tokens.current().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    tokens.next();
    return new Expression.DictOf(pairs);
  }

  /** The attributes, items and calls that follow an operand. */
  Expression postfix(Expression start) {
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
        : Optional.of(expressions.expression());
  }

  private Expression tupleKey(Expression first) {
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",")) {
      items.add(expressions.expression());
    }
    return new Expression.TupleOf(items);
  }

  /** The arguments in the brackets of a call. */
  Passed passed() {
    Token open = tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<Keyword> keywords = new ArrayList<>();
    Optional<Expression> star = Optional.empty();
    Optional<Expression> doubleStar = Optional.empty();
    while (!tokens.current().isOperator(")")) {
      Token token = tokens.current();
      if (tokens.skipOperator("*")) {
        require(star.isEmpty() && doubleStar.isEmpty(), open);
        star = Optional.of(expressions.expression());
      } else if (tokens.skipOperator("**")) {
        require(doubleStar.isEmpty(), open);
        doubleStar = Optional.of(expressions.expression());
      } else if (token.is(Token.Type.NAME) && tokens.look().isOperator("=")) {
        require(doubleStar.isEmpty(), open);
        tokens.next();
        tokens.next();
        keywords.add(new Keyword(token.text(), expressions.expression()));
      } else {
        require(star.isEmpty() && doubleStar.isEmpty() && keywords.isEmpty(), open);
        positional.add(expressions.expression());
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
