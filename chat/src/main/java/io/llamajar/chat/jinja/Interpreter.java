package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Expression.FilterUse;
import io.llamajar.chat.jinja.Statement.Target;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Runs the statements of a template and collects the text they make. */
final class Interpreter {
  private final Rendering rendering;
  private final Evaluator evaluator;
  private final Scope root;
  private StringBuilder out = new StringBuilder();

  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Interpreter(Rendering rendering, Scope root) {
    this.rendering = rendering;
    this.evaluator = new Evaluator(rendering);
    this.root = root;
  }

  String render(List<Statement> template) {
    return capture(template, root);
  }

  /** The text that statements make, instead of its being written out. */
  String capture(List<Statement> statements, Scope scope) {
    StringBuilder before = out;
    out = new StringBuilder();
    execute(statements, scope);
    String text = out.toString();
    out = before;
    return text;
  }

  private Flow execute(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      rendering.meter().enter();
      Flow flow = execute(statement, scope);
      rendering.meter().leave();
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow execute(Statement statement, Scope scope) {
    return switch (statement) {
      case Statement.Text text -> write(text.text());
      case Statement.Print print -> print(print, scope);
      case Statement.If choice -> choose(choice, scope);
      case Statement.For loop -> loop(loop, scope);
      case Statement.SetValue set -> set(set, scope);
      case Statement.SetBlock set -> set(set, scope);
      case Statement.Define define -> define(define, scope);
      case Statement.CallBlock block -> call(block, scope);
      case Statement.FilterBlock block -> filter(block, scope);
      case Statement.With with -> with(with, scope);
      case Statement.Scoped scoped ->
          execute(scoped.body(), scoped.seesLocals() ? scope.inner() : root.inner());
      case Statement.Autoescape block -> autoescape(block, scope);
      case Statement.Break jump -> Flow.BREAK;
      case Statement.Continue jump -> Flow.CONTINUE;
    };
  }

  private Flow write(String text) {
    out.append(text);
    Meter.checkLength(out.length());
    rendering.meter().spendOnCopy(text);
    return Flow.NEXT;
  }

  private Flow print(Statement.Print print, Scope scope) {
    rendering.line(print.line());
    return write(rendering.print(evaluator.evaluate(print.value(), scope)));
  }

  private Flow choose(Statement.If choice, Scope scope) {
    for (Statement.Branch branch : choice.branches()) {
      rendering.line(branch.line());
      if (evaluator.truthy(branch.condition(), scope)) {
        return execute(branch.body(), scope);
      }
    }
    return execute(choice.otherwise(), scope);
  }

  private Flow loop(Statement.For loop, Scope scope) {
    rendering.line(loop.head().line());
    return loop(loop, evaluator.evaluate(loop.head().items(), scope), 0, scope);
  }

  private Flow loop(Statement.For loop, Object source, int depth, Scope scope) {
    Object items = loop.head().condition().isPresent() ? matching(loop, source, scope) : source;
    Optional<Loop.Recursion> recursion =
        loop.head().recursive()
            ? Optional.of(inner -> recurse(loop, inner, depth + 1, scope))
            : Optional.empty();
    Loop state = new Loop(items, depth, recursion);
    boolean completed = false;
    while (state.advance()) {
      rendering.meter().spend(1);
      Scope inner = scope.inner();
      inner.set("loop", state);
      assign(loop.head().target(), state.current(), inner);
      Flow flow = execute(loop.body(), inner);
      if (flow == Flow.BREAK) {
        break;
      }
      completed |= flow == Flow.NEXT;
    }
    // As in Jinja2, a loop whose every turn was cut short counts as empty.
    return completed ? Flow.NEXT : execute(loop.otherwise(), scope.inner());
  }

  private Object recurse(Statement.For loop, Object items, int depth, Scope scope) {
    StringBuilder before = out;
    out = new StringBuilder();
    loop(loop, items, depth, scope);
    String text = out.toString();
    out = before;
    return rendering.markup(text);
  }

  /** The items for which the loop's condition holds, each tested when its turn comes. */
  private Generator matching(Statement.For loop, Object source, Scope scope) {
    Expression condition = loop.head().condition().orElseThrow();
    Iterator<Object> items = Iteration.over(source);
    return Generator.over(
        source,
        Lazy.filter(
            items,
            item -> {
              Scope test = scope.inner();
              assign(loop.head().target(), item, test);
              return evaluator.truthy(condition, test);
            }));
  }

  private Flow set(Statement.SetValue set, Scope scope) {
    rendering.line(set.line());
    assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
    return Flow.NEXT;
  }

  private Flow set(Statement.SetBlock set, Scope scope) {
    Scope inner = scope.inner();
    Object text = rendering.markup(capture(set.body(), inner));
    rendering.line(set.line());
    assign(set.target(), filtered(set.filters(), text, inner), scope);
    return Flow.NEXT;
  }

  private Object filtered(List<FilterUse> filters, Object text, Scope scope) {
    Object value = text;
    for (FilterUse filter : filters) {
      value = evaluator.filter(filter, value, scope);
    }
    return value;
  }

  private void assign(Target target, Object value, Scope scope) {
    switch (target) {
      case Target.Variable variable -> scope.set(variable.name(), value);
      case Target.Member member -> {
        if (!(scope.get(member.namespace()) instanceof Namespace namespace)) {
          throw TemplateException.runtime("cannot assign attribute on non-namespace object");
        }
        namespace.set(member.attribute(), value);
      }
      case Target.Unpacked unpacked -> {
        Iterator<Object> values = Iteration.unpack(value, unpacked.parts().size()).iterator();
        for (Target part : unpacked.parts()) {
          assign(part, values.next(), scope);
        }
      }
    }
  }

  private Flow define(Statement.Define define, Scope scope) {
    scope.set(define.name(), new Macro(Optional.of(define.name()), define.code(), scope, this));
    return Flow.NEXT;
  }

  private Flow call(Statement.CallBlock block, Scope scope) {
    Macro caller = new Macro(Optional.empty(), block.body(), scope, this);
    return write(rendering.print(evaluator.call(block.call(), scope, Optional.of(caller))));
  }

  /** The value of a macro's default, and the text of its body. */
  Object evaluate(Expression expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }

  Object captureMacro(List<Statement> body, Scope scope) {
    return rendering.markup(capture(body, scope));
  }

  private Flow filter(Statement.FilterBlock block, Scope scope) {
    Scope inner = scope.inner();
    Object text = rendering.markup(capture(block.body(), inner));
    rendering.line(block.line());
    return write(rendering.print(filtered(block.filters(), text, inner)));
  }

  private Flow with(Statement.With with, Scope scope) {
    Scope inner = scope.inner();
    for (Statement.Binding binding : with.bindings()) {
      assign(binding.target(), evaluator.evaluate(binding.value(), scope), inner);
    }
    return execute(with.body(), inner);
  }

  private Flow autoescape(Statement.Autoescape block, Scope scope) {
    boolean before = rendering.autoescape(evaluator.truthy(block.enabled(), scope));
    Flow flow = execute(block.body(), scope.inner());
    rendering.autoescape(before);
    return flow;
  }
}
