package io.llamajar.chat.jinja;

import io.llamajar.chat.jinja.Statement.MacroCode;
import io.llamajar.chat.jinja.Statement.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A macro, or the body of a call block: text with parameters, rendered where it is called. */
final class Macro implements Attributed, Callable {
  private final Optional<String> name;
  private final MacroCode code;
  private final Scope definedIn;
  private final Interpreter interpreter;

  Macro(Optional<String> name, MacroCode code, Scope definedIn, Interpreter interpreter) {
    this.name = name;
    this.code = code;
    this.definedIn = definedIn;
    this.interpreter = interpreter;
  }

  @Override
  public Object call(Arguments arguments) {
    Scope scope = definedIn.inner();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    bindSpecials(arguments.positional(), named, scope, bindParameters(arguments, named, scope));
    return interpreter.captureMacro(code.body(), scope);
  }

  /** Gives each parameter its argument or default; returns whether one of them is the caller. */
  private boolean bindParameters(Arguments arguments, Map<String, Object> named, Scope scope) {
    List<Object> positional = arguments.positional();
    boolean callerBound = false;
    for (int i = 0; i < code.parameters().size(); i++) {
      Parameter parameter = code.parameters().get(i);
      String parameterName = parameter.name();
      Object value =
          i < positional.size()
              ? positional.get(i)
              : named.containsKey(parameterName)
                  ? named.remove(parameterName)
                  : fallback(parameter, scope);
      scope.set(parameterName, value);
      callerBound |= parameterName.equals("caller");
    }
    return callerBound;
  }

  private Object fallback(Parameter parameter, Scope scope) {
    return parameter.fallback().isPresent()
        ? interpreter.evaluate(parameter.fallback().get(), scope)
        : Undefined.because("parameter " + Repr.repr(parameter.name()) + " was not provided");
  }

  private void bindSpecials(
      List<Object> positional, Map<String, Object> named, Scope scope, boolean callerBound) {
    if (code.specials().caller() && !callerBound) {
      Object caller = named.remove("caller");
      scope.set("caller", caller == null ? Undefined.because("No caller defined") : caller);
    }
    if (code.specials().kwargs() && !isParameter("kwargs")) {
      scope.set("kwargs", Dict.of(named));
    } else if (!named.isEmpty()) {
      throw TemplateException.type(
          named.containsKey("caller")
              ? "macro "
                  + pythonName()
                  + " was invoked with two values for the special caller argument. This is most"
                  + " likely a bug."
              : "macro "
                  + pythonName()
                  + " takes no keyword argument "
                  + Repr.repr(named.keySet().iterator().next()));
    }
    int taken = Math.min(code.parameters().size(), positional.size());
    if (code.specials().varargs() && !isParameter("varargs")) {
      scope.set("varargs", new Tuple(positional.subList(taken, positional.size())));
    } else if (taken < positional.size()) {
      throw TemplateException.type(
          "macro " + pythonName() + " takes not more than " + taken + " argument(s)");
    }
  }

  private boolean isParameter(String wanted) {
    return code.parameters().stream().anyMatch(parameter -> parameter.name().equals(wanted));
  }

  private String pythonName() {
    return name.map(Repr::repr).orElse("None");
  }

  @Override
  public String typeName() {
    return "jinja2.runtime.Macro";
  }

  @Override
  public Optional<Object> attribute(String attribute) {
    return switch (attribute) {
      case "name" -> Optional.of(name.map(Object.class::cast).orElse(None.NONE));
      case "arguments" ->
          Optional.of(new Tuple(code.parameters().stream().<Object>map(Parameter::name).toList()));
      case "catch_kwargs" -> Optional.of(code.specials().kwargs());
      case "catch_varargs" -> Optional.of(code.specials().varargs());
      case "caller" -> Optional.of(code.specials().caller());
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return "<Macro " + name.map(Repr::repr).orElse("anonymous") + ">";
  }
}
