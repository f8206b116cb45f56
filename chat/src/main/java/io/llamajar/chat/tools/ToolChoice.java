package io.llamajar.chat.tools;

import java.util.List;

/** Whether a model may, must or must not call a tool. */
public sealed interface ToolChoice {
  /** What does not depend on a tool. */
  enum Mode implements ToolChoice {
    /** The model decides. */
    AUTO,
    /** It does not learn of the tools. */
    NONE,
    /** It calls at least one. */
    REQUIRED
  }

  /** It calls this one. */
  record Named(String tool) implements ToolChoice {}

  /** Whether the answer has to be a call. */
  default boolean isForced() {
    return this != Mode.AUTO && this != Mode.NONE;
  }

  /** Those that may be called. */
  default List<Tool> allowed(List<Tool> tools) {
    return switch (this) {
      case Named(String name) -> Tool.find(tools, name).stream().toList();
      case Mode mode -> mode == Mode.NONE ? List.of() : tools;
    };
  }
}
