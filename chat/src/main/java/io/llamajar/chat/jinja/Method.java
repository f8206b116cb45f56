package io.llamajar.chat.jinja;

import java.util.Map;

/** A method of a Python type: of str, of dict, of list. */
record Method<T>(Signature signature, Body<T> body) {

  interface Body<T> {
    Object call(T self, Bound arguments);
  }

  static <T> Map.Entry<String, Method<T>> entry(String signature, Body<T> body) {
    Signature parsed = Signature.of(signature);
    return Map.entry(parsed.function(), new Method<>(parsed, body));
  }

  Object call(T self, Arguments arguments) {
    return body.call(self, signature.bind(arguments));
  }
}
