package io.llamajar.chat.tools;

import io.llamajar.chat.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is asked.
 *
 * @param messages the conversation so far
 * @param offer the tools that the model may call, and how
 * @param reasoning what becomes of its thoughts
 * @param variables what its template knows besides: {@code chat_template_kwargs}
 */
public record ChatRequest(
    List<Message> messages, Offer offer, Reasoning reasoning, Map<String, Object> variables) {
  /** No limit. */
  public static final int UNLIMITED = -1;

  /**
   * Tools.
   *
   * @param parallel whether several may be called at once
   */
  public record Offer(List<Tool> tools, ToolChoice choice, boolean parallel) {
    public static final Offer NONE = new Offer(List.of(), ToolChoice.Mode.AUTO, true);

    /** Those that the model learns of. */
    List<Tool> shown() {
      return choice == ToolChoice.Mode.NONE ? List.of() : tools;
    }
  }

  /**
   * Thoughts.
   *
   * @param enabled whether the model is to think; empty if it may where it can
   * @param budget the most tokens to think for, then it has to answer; {@link #UNLIMITED} for any
   */
  public record Reasoning(ReasoningFormat format, Optional<Boolean> enabled, int budget) {
    public static final Reasoning USUAL =
        new Reasoning(ReasoningFormat.SEPARATE, Optional.empty(), UNLIMITED);

    public Reasoning withFormat(ReasoningFormat newFormat) {
      return new Reasoning(newFormat, enabled, budget);
    }

    public Reasoning withEnabled(boolean newEnabled) {
      return new Reasoning(format, Optional.of(newEnabled), budget);
    }

    public Reasoning withBudget(int newBudget) {
      return new Reasoning(format, enabled, newBudget);
    }
  }

  /** A conversation without tools. */
  public static ChatRequest of(List<Message> messages) {
    return new ChatRequest(messages, Offer.NONE, Reasoning.USUAL, Map.of());
  }

  public ChatRequest withOffer(Offer newOffer) {
    return new ChatRequest(messages, newOffer, reasoning, variables);
  }

  /** The model may call any of these, several at once. */
  public ChatRequest withTools(List<Tool> tools) {
    return withOffer(new Offer(tools, ToolChoice.Mode.AUTO, true));
  }

  public ChatRequest withReasoning(Reasoning newReasoning) {
    return new ChatRequest(messages, offer, newReasoning, variables);
  }

  public ChatRequest withVariables(Map<String, Object> newVariables) {
    return new ChatRequest(messages, offer, reasoning, newVariables);
  }
}
