package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Statement.Branch;
import io.llamajar.chat.jinja.Statement.MacroCode;
import io.llamajar.chat.jinja.Statement.Parameter;
import io.llamajar.chat.jinja.Statement.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads tokens into the statements of a template. */
final class Parser {
  private static final int DEEPEST = 100;

  private final TokenStream tokens;
  private final NameWatch names = new NameWatch();
  private final ExpressionParser expressions;
  private final Deque<String> openTags = new ArrayDeque<>();
  private final Deque<List<String>> awaitedEnds = new ArrayDeque<>();
  private int loops; // around the statement, inside of its macro

  private Parser(List<Token> tokens) {
    this.tokens = new TokenStream(tokens);
    this.expressions = new ExpressionParser(this.tokens, names);
  }

  static List<Statement> parse(String source) {
    Parser parser = new Parser(Lexer.tokenize(source));
    List<Statement> statements = parser.statements();
    parser.expressions.firstUnknown().ifPresent(Parser::raise);
    return statements;
  }

  private static void raise(TemplateException unknown) {
    throw unknown;
  }

  /** Statements up to the end, or up to a tag that is awaited, which becomes current. */
  private List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.type()) {
        case DATA -> statements.add(new Statement.Text(token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(expressions.tuple(true), token.line()));
          tokens.expect(Token.Type.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          if (!awaitedEnds.isEmpty() && isAny(awaitedEnds.getFirst())) {
            return statements;
          }
          statement(statements);
          tokens.expect(Token.Type.BLOCK_END);
        }
        default -> {
          if (!awaitedEnds.isEmpty()) {
            throw tokens.error("Unexpected end of template." + lookingFor(false));
          }
          return statements;
        }
      }
    }
  }

  private boolean isAny(List<String> tags) {
    return tokens.current().is(Token.Type.NAME) && tags.contains(tokens.current().text());
  }

  /** A body: from the end of this tag to one of these tags, which becomes current. */
  private List<Statement> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Type.BLOCK_END);
    if (awaitedEnds.size() >= DEEPEST) {
      throw tokens.error("statements are nested too deeply");
    }
    awaitedEnds.push(List.of(ends));
    List<Statement> statements = statements();
    awaitedEnds.pop();
    return statements;
  }

  /** A body whose unknown filters matter even if it never runs. */
  private List<Statement> strictBody(String end) {
    boolean before = expressions.lenient(false);
    List<Statement> statements = body(end);
    expressions.lenient(before);
    tokens.next();
    return statements;
  }

  private void statement(List<Statement> out) {
    Token tag = tokens.current();
    if (!tag.is(Token.Type.NAME)) {
      throw tokens.error("tag name expected");
    }
    openTags.push(tag.text());
    tokens.next();
    switch (tag.text()) {
      case "if" -> out.add(ifStatement(tag.line()));
      case "for" -> out.add(forStatement(tag.line()));
      case "set" -> out.add(set(tag.line()));
      case "macro" -> out.add(macro(tag.line()));
      case "call" -> out.add(callBlock(tag.line()));
      case "filter" -> out.add(filterBlock(tag.line()));
      case "with" -> out.add(with());
      case "print" -> print(out, tag.line());
      case "break", "continue" -> out.add(jump(tag));
      case "generation" -> out.add(generation());
      case "block" -> out.add(block());
      case "autoescape" -> out.add(autoescape());
      case "include", "import", "from", "extends" ->
          throw TemplateException.syntax(
              "'" + tag.text() + "' is not supported in a chat template", tag.line());
      default -> throw unknownTag(tag);
    }
    openTags.pop();
  }

  private TemplateException unknownTag(Token tag) {
    openTags.pop();
    boolean misplaced = awaitedEnds.stream().anyMatch(ends -> ends.contains(tag.text()));
    return TemplateException.syntax(
        "Encountered unknown tag " + Repr.repr(tag.text()) + "." + lookingFor(misplaced),
        tag.line());
  }

  private String lookingFor(boolean misplaced) {
    if (awaitedEnds.isEmpty()) {
      return "";
    }
    String ends =
        awaitedEnds.getFirst().stream().map(Repr::repr).collect(Collectors.joining(" or "));
    return (misplaced
            ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently"
                + " looking for "
            : " Jinja was looking for the following tags: ")
        + ends
        + ". The innermost block that needs to be closed is "
        + Repr.repr(openTags.getFirst())
        + ".";
  }

  private Statement ifStatement(int firstLine) {
    boolean before = expressions.lenient(true);
    List<Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    Token end;
    int line = firstLine;
    do {
      Expression condition = expressions.tuple(false);
      branches.add(new Branch(condition, body("elif", "else", "endif"), line));
      end = tokens.next();
      line = end.line();
    } while (end.isName("elif"));
    if (end.isName("else")) {
      otherwise = body("endif");
      tokens.next();
    }
    expressions.lenient(before);
    return new Statement.If(branches, otherwise);
  }

  private Statement forStatement(int line) {
    Target target = target(false);
    tokens.expectName("in");
    Expression items = expressions.tuple(false, "recursive");
    Optional<Expression> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.skipName("recursive");
    boolean before = expressions.lenient(false);
    loops++;
    List<Statement> body = body("endfor", "else");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.next().isName("else")) {
      otherwise = body("endfor");
      tokens.next();
    }
    expressions.lenient(before);
    return new Statement.For(
        new Statement.Head(target, items, condition, recursive, line), body, otherwise);
  }

  private Statement set(int line) {
    Target target = target(true);
    if (tokens.skipOperator("=")) {
      return new Statement.SetValue(target, expressions.tuple(true), line);
    }
    List<Expression.FilterUse> filters =
        tokens.skipOperator("|") ? expressions.filterChain() : List.of();
    return new Statement.SetBlock(target, filters, strictBody("endset"), line);
  }

  private Statement macro(int line) {
    String name = name();
    return new Statement.Define(name, macroCode(parameters(), "endmacro", line));
  }

  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.current().isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = name();
      Optional<Expression> fallback =
          tokens.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty();
      if (fallback.isEmpty() && parameters.stream().anyMatch(p -> p.fallback().isPresent())) {
        throw tokens.error("non-default argument follows default argument");
      }
      parameters.add(new Parameter(name, fallback));
    }
    tokens.next();
    return parameters;
  }

  private MacroCode macroCode(List<Parameter> parameters, String end, int line) {
    int outerLoops = loops;
    loops = 0;
    names.begin();
    List<Statement> body = strictBody(end);
    Statement.MacroNames specials = names.end();
    loops = outerLoops;
    boolean callerRequired =
        parameters.stream().anyMatch(p -> p.name().equals("caller") && p.fallback().isEmpty());
    if (specials.caller() && callerRequired) {
      throw TemplateException.syntax(
          "When defining macros or call blocks the special \"caller\" argument must be omitted"
              + " or be given a default.",
          line);
    }
    return new MacroCode(parameters, body, specials, line);
  }

  private Statement callBlock(int line) {
    List<Parameter> parameters = tokens.current().isOperator("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw TemplateException.syntax("expected call", line);
    }
    return new Statement.CallBlock(macroCode(parameters, "endcall", line), call);
  }

  private Statement filterBlock(int line) {
    List<Expression.FilterUse> filters = expressions.filterChain();
    return new Statement.FilterBlock(filters, strictBody("endfilter"), line);
  }

  private Statement with() {
    List<Statement.Binding> bindings = new ArrayList<>();
    while (!tokens.current().is(Token.Type.BLOCK_END)) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      Target target = target(false);
      tokens.expectOperator("=");
      bindings.add(new Statement.Binding(target, expressions.expression()));
    }
    return new Statement.With(bindings, strictBody("endwith"));
  }

  private void print(List<Statement> out, int line) {
    boolean first = true;
    while (!tokens.current().is(Token.Type.BLOCK_END)) {
      if (!first) {
        tokens.expectOperator(",");
      }
      out.add(new Statement.Print(expressions.expression(), line));
      first = false;
    }
  }

  private Statement jump(Token tag) {
    if (loops == 0) {
      throw TemplateException.syntax("'" + tag.text() + "' outside loop", tag.line());
    }
    return tag.isName("break") ? new Statement.Break() : new Statement.Continue();
  }

  /** Marks what the model said, for training: renders its body as if it were a macro's. */
  private Statement generation() {
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = strictBody("endgeneration");
    loops = outerLoops;
    return new Statement.Scoped(body, true);
  }

  /** Without template inheritance a block stays where it is. */
  private Statement block() {
    String name = name();
    boolean seesLocals = tokens.skipName("scoped");
    tokens.skipName("required");
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = strictBody("endblock");
    loops = outerLoops;
    tokens.skipName(name);
    return new Statement.Scoped(body, seesLocals);
  }

  private Statement autoescape() {
    Expression enabled = expressions.expression();
    return new Statement.Autoescape(enabled, strictBody("endautoescape"));
  }

  private String name() {
    String name = tokens.expect(Token.Type.NAME).text();
    if (OperandParser.isConstant(name)) {
      throw tokens.error("can't assign to 'const'");
    }
    names.set(name);
    return name;
  }

  /** A name, or several to unpack a tuple into. */
  private Target target(boolean withMembers) {
    List<Target> parts = new ArrayList<>();
    boolean isTuple = false;
    while (parts.isEmpty() || !atTargetEnd()) {
      parts.add(singleTarget(withMembers));
      if (!tokens.skipOperator(",")) {
        break;
      }
      isTuple = true;
    }
    return isTuple ? new Target.Unpacked(parts) : parts.getFirst();
  }

  private boolean atTargetEnd() {
    Token token = tokens.current();
    return token.isName("in")
        || token.is(Token.Type.BLOCK_END)
        || Stream.of("=", ")", "|").anyMatch(token::isOperator);
  }

  private Target singleTarget(boolean withMembers) {
    if (tokens.current().isOperator("(")) {
      if (openTags.size() > 2 * DEEPEST) {
        throw tokens.error("assignments are nested too deeply");
      }
      openTags.push("(");
      tokens.next();
      Target inner = target(false);
      tokens.expectOperator(")");
      openTags.pop();
      return inner;
    }
    if (!tokens.current().is(Token.Type.NAME)) {
      throw tokens.error("can't assign to 'const'");
    }
    if (withMembers && tokens.look().isOperator(".")) {
      String namespace = tokens.next().text();
      tokens.next();
      return new Target.Member(namespace, tokens.expect(Token.Type.NAME).text());
    }
    return new Target.Variable(name());
  }
}
