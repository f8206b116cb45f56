package io.llamajar.chat.tools;

import java.util.List;

/**
 * Tools that a model may call.
 *
 * @param choice whether it may, must or must not
 * @param parallel whether several may be called at once
 */
public record Offer(List<Tool> tools, ToolChoice choice, boolean parallel) {
  public static final Offer NONE = new Offer(List.of(), ToolChoice.Mode.AUTO, true);

  /** Those that the model learns of. */
  public List<Tool> shown() {
    return choice == ToolChoice.Mode.NONE ? List.of() : tools;
  }
}
