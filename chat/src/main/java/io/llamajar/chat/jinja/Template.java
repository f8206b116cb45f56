package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Map;

/**
 * A chat template, read once and rendered any number of times, by any number of threads.
 *
 * <p>Renders as Hugging Face's {@code apply_chat_template} does: an immutable sandbox, {@code
 * trim_blocks}, {@code lstrip_blocks}, {@code break} and {@code continue}, a {@code generation}
 * tag, and a {@code tojson} that neither sorts nor escapes.
 */
public final class Template {
  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads the source of a template.
   *
   * @throws TemplateException if it is no Jinja2
   */
  public static Template parse(String source) {
    return new Template(Parser.parse(source));
  }

  /** {@link #render(Map, Environment)} in the standard environment. */
  public String render(Map<String, ?> variables) {
    return render(variables, Environment.standard());
  }

  /**
   * The text of the template with these variables.
   *
   * @param variables by name: maps, lists, strings, numbers, booleans; null and {@link None} are
   *     Python's {@code None}, a name that is not there is undefined
   * @throws TemplateException if the template fails, refuses the variables or takes too long
   */
  public String render(Map<String, ?> variables, Environment environment) {
    Rendering rendering = new Rendering(environment);
    try {
      Scope globals = Scope.outermost(Globals.of(environment));
      Scope root = globals.inner(Values.variables(variables)).inner();
      return new Interpreter(rendering, root).render(statements);
    } catch (TemplateException e) {
      throw e.at(rendering.line());
    }
  }
}
