package io.llamajar.chat.jinja;

import java.util.List;

/** The tokens of a template, read one after the other. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    position = Math.min(position + 1, tokens.size() - 1);
    return token;
  }

  boolean skipName(String name) {
    boolean found = current().isName(name);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipOperator(String symbol) {
    boolean found = current().isOperator(symbol);
    if (found) {
      next();
    }
    return found;
  }

  Token expect(Token.Type type) {
    return expect(current().is(type), type.description());
  }

  Token expectOperator(String symbol) {
    return expect(current().isOperator(symbol), symbol);
  }

  Token expectName(String name) {
    return expect(current().isName(name), name);
  }

  private Token expect(boolean found, String wanted) {
    if (!found) {
      throw error(
          current().is(Token.Type.END)
              ? "unexpected end of template, expected '" + wanted + "'."
              : "expected token '" + wanted + "', got " + Repr.repr(current().description()));
    }
    return next();
  }

  TemplateException error(String reason) {
    return TemplateException.syntax(reason, current().line());
  }
}
