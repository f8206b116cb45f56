package io.llamajar.chat;

import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import java.util.List;
import java.util.Optional;

/** Turns messages into the prompt that a model was trained on. */
public final class ChatTemplate {
  private final Model model;

  private ChatTemplate(Model model) {
    this.model = model;
  }

  /** The model's own template, or ChatML if it has none. */
  public static ChatTemplate of(Model model) {
    return new ChatTemplate(model);
  }

  /** What a user should know about this template: that the model has none, for instance. */
  public Optional<String> warning() {
    return Optional.empty();
  }

  /** The text of a conversation, ending where the assistant is to speak. */
  public String render(List<Message> messages) {
    return messages.toString();
  }

  /** The tokens of a conversation, ending where the assistant is to speak. */
  public int[] prompt(List<Message> messages) {
    return model.tokenizer().encode(render(messages), io.llamajar.tokenizer.Specials.PARSED);
  }

  /** Options that also stop at the strings with which this template ends a turn. */
  GenerationOptions withItsStops(GenerationOptions options) {
    return options;
  }
}
