package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Optional;

/** The tree of a template: text, things to print, and statements with their bodies. */
sealed interface Statement {

  record Text(String text) implements Statement {}

  record Print(Expression value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  record Branch(Expression condition, List<Statement> body, int line) {}

  record For(Head head, List<Statement> body, List<Statement> otherwise) implements Statement {}

  /** {@code for target in items if condition recursive}. */
  record Head(
      Target target,
      Expression items,
      Optional<Expression> condition,
      boolean recursive,
      int line) {}

  record Break() implements Statement {}

  record Continue() implements Statement {}

  record SetValue(Target target, Expression value, int line) implements Statement {}

  record SetBlock(Target target, List<Expression.FilterUse> filters, List<Statement> body, int line)
      implements Statement {}

  record FilterBlock(List<Expression.FilterUse> filters, List<Statement> body, int line)
      implements Statement {}

  record With(List<Binding> bindings, List<Statement> body) implements Statement {}

  record Binding(Target target, Expression value) {}

  record Define(String name, MacroCode code) implements Statement {}

  /** {@code call(parameters) macro(...)}: a call that passes its body as a macro. */
  record CallBlock(MacroCode body, Expression.Call call) implements Statement {}

  /** A macro as written, and which of the special names its body reads. */
  record MacroCode(
      List<Parameter> parameters, List<Statement> body, MacroNames specials, int line) {}

  record MacroNames(boolean caller, boolean kwargs, boolean varargs) {}

  record Parameter(String name, Optional<Expression> fallback) {}

  /** A body with variables of its own: {@code generation}, {@code block}. */
  record Scoped(List<Statement> body, boolean seesLocals) implements Statement {}

  record Autoescape(Expression enabled, List<Statement> body) implements Statement {}

  /** What can be assigned to. */
  sealed interface Target {
    record Variable(String name) implements Target {}

    record Member(String namespace, String attribute) implements Target {}

    record Unpacked(List<Target> parts) implements Target {}
  }
}
