package io.llamajar.chat.jinja;

/** Anything a template can call: a macro, a method bound to its value, a global function. */
@FunctionalInterface
interface Callable {
  Object call(Arguments arguments);
}
