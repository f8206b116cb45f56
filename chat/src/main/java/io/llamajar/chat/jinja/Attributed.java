package io.llamajar.chat.jinja;

import java.util.Optional;

/** An object of the language itself that has attributes: a loop, a macro, a namespace. */
interface Attributed {
  /** The name of its class in Python, with the module. */
  String typeName();

  Optional<Object> attribute(String name);
}
