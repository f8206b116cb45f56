package io.llamajar.chat.tools;

/** Is told of calls as they are read: begin, arguments, end; and again. */
interface CallSink {
  /** A call of a tool; without an id of the model's own it gets one. */
  default void begin(String name) {
    begin(name, "");
  }

  void begin(String name, String id);

  /** More of its arguments' JSON. */
  void arguments(String text);

  void end();
}
