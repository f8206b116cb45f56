package io.llamajar.chat;

import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.ReasoningFormat;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolChoice;
import java.util.LinkedHashMap;
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
   * Thoughts.
   *
   * @param format where they go
   * @param wish what the template is told of them
   * @param budget for how long the model may think
   */
  public record Reasoning(ReasoningFormat format, Wish wish, Budget budget) {
    public static final Reasoning USUAL =
        new Reasoning(ReasoningFormat.SEPARATE, Wish.NONE, new Budget(UNLIMITED, ""));

    private static final String NO_EFFORT = "none";

    /** Whether the model is to think; empty if it may where it can. */
    public Optional<Boolean> enabled() {
      return wish.enabled();
    }

    public Reasoning withFormat(ReasoningFormat newFormat) {
      return new Reasoning(newFormat, wish, budget);
    }

    public Reasoning withEnabled(boolean enabled) {
      return withWish(new Wish(Optional.of(enabled), wish.effort(), wish.kept()));
    }

    /**
     * How hard the model is to think if it does, in a word that its template knows; not to think if
     * that is {@code none}.
     */
    public Reasoning withEffort(String level) {
      return level.equals(NO_EFFORT)
          ? withWish(new Wish(Optional.of(false), Optional.empty(), wish.kept()))
          : withWish(
              new Wish(enabled().or(() -> Optional.of(true)), Optional.of(level), wish.kept()));
    }

    /** Whether the model is to be shown its thoughts of earlier turns. */
    public Reasoning withKept(boolean kept) {
      return withWish(new Wish(wish.enabled(), wish.effort(), Optional.of(kept)));
    }

    private Reasoning withWish(Wish newWish) {
      return new Reasoning(format, newWish, budget);
    }

    /** The most tokens to think for; {@link #UNLIMITED} for any. */
    public Reasoning withBudget(int tokens) {
      return new Reasoning(format, wish, new Budget(tokens, budget.message()));
    }

    /** What ends thoughts whose budget is used up. */
    public Reasoning withBudgetMessage(String message) {
      return new Reasoning(format, wish, new Budget(budget.tokens(), message));
    }
  }

  /**
   * What a template is told of thoughts, of which each knows what it knows.
   *
   * @param enabled whether the model is to think
   * @param effort how hard
   * @param kept whether it is shown its thoughts of earlier turns
   */
  public record Wish(Optional<Boolean> enabled, Optional<String> effort, Optional<Boolean> kept) {
    static final Wish NONE = new Wish(Optional.empty(), Optional.empty(), Optional.empty());

    /** By all the names under which templates ask for it. */
    Map<String, Object> variables() {
      Map<String, Object> variables = new LinkedHashMap<>();
      variables.put("enable_thinking", enabled.orElse(true));
      enabled.ifPresent(value -> {
        variables.put("thinking", value);
        variables.put("thinking_mode", value ? "enabled" : "disabled");
      });
      effort.ifPresent(level -> {
        variables.put("reasoning_effort", level);
        variables.put("reasoning_strength", level);
        variables.put("thinking_effort", level);
      });
      kept.ifPresent(value -> {
        variables.put("preserve_thinking", value);
        variables.put("clear_thinking", !value);
        variables.put("truncate_history_thinking", !value);
        variables.put("drop_thinking", !value);
      });
      return variables;
    }
  }

  /**
   * For how long a model may think.
   *
   * @param tokens after which it has to answer; {@link #UNLIMITED} for any
   * @param message that is put into its mouth before its thoughts end then
   */
  public record Budget(int tokens, String message) {
    boolean isSpentBy(int thought) {
      return tokens >= 0 && thought >= tokens;
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
