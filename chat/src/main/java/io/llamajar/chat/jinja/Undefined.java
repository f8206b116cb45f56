package io.llamajar.chat.jinja;

/**
 * What a missing variable, attribute or item is: it prints as nothing and counts as false, but
 * using it for anything else fails with the reason it carries.
 */
final class Undefined {
  private final TemplateException.Kind kind;
  private final String reason;

  private Undefined(TemplateException.Kind kind, String reason) {
    this.kind = kind;
    this.reason = reason;
  }

  static Undefined because(String reason) {
    return new Undefined(TemplateException.Kind.UNDEFINED, reason);
  }

  static Undefined variable(String name) {
    return because(Repr.repr(name) + " is undefined");
  }

  /** No such attribute or item. */
  static Undefined member(Object target, Object key) {
    String type = Types.describe(target);
    return because(
        Types.isText(key)
            ? Repr.repr(type) + " has no attribute " + Repr.repr(key)
            : type + " has no element " + Repr.repr(key));
  }

  /** There is such an attribute, but it is out of bounds for templates. */
  static Undefined unsafe(Object target, String name) {
    return new Undefined(
        TemplateException.Kind.SECURITY,
        "access to attribute "
            + Repr.repr(name)
            + " of '"
            + Types.name(target)
            + "' object is unsafe.");
  }

  TemplateException error() {
    return new TemplateException(kind, reason);
  }
}
