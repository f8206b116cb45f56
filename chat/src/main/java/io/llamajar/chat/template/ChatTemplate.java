package io.llamajar.chat.template;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.jinja.Template;
import io.llamajar.chat.jinja.TemplateException;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns messages into the prompt that a model was trained on: its own Jinja template, or ChatML.
 */
public final class ChatTemplate {
  /**
   * What models without a template get: turns between {@code <|im_start|>} and {@code <|im_end|>}.
   */
  private static final String CHAT_ML =
      """
      {%- for message in messages -%}
      {{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{ '<|im_start|>assistant\\n' }}
      {%- endif -%}
      """;

  private final Tokenizer tokenizer;
  private final Template template;
  private final String source;
  private final boolean isOwn;

  private ChatTemplate(Tokenizer tokenizer, String source, boolean isOwn) {
    this.tokenizer = tokenizer;
    this.template = Template.parse(source);
    this.source = source;
    this.isOwn = isOwn;
  }

  /**
   * The model's own template, or ChatML if it has none.
   *
   * @throws LlamajarException if the model's template is not one
   */
  public static ChatTemplate of(Model model) {
    Optional<String> own = model.chatTemplate();
    try {
      return new ChatTemplate(model.tokenizer(), own.orElse(CHAT_ML), own.isPresent());
    } catch (TemplateException e) {
      throw new LlamajarException(
          "The model's chat template cannot be read: %s; run it with a raw prompt instead"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Another template than the model's own.
   *
   * @throws LlamajarException if it is not one
   */
  public static ChatTemplate of(Model model, String template) {
    return new ChatTemplate(model.tokenizer(), template, true);
  }

  /** The template itself, which shows what its model was trained on. */
  public String source() {
    return source;
  }

  /** What a user should know: that the model has no template, and so may not know how to chat. */
  public Optional<String> warning() {
    return isOwn
        ? Optional.empty()
        : Optional.of(
            "The model has no chat template, so it gets ChatML; it may not have been trained to"
                + " chat");
  }

  /**
   * The text of a conversation, ending where the assistant is to speak.
   *
   * @throws LlamajarException if the template refuses the conversation, say two questions in a row
   */
  public String render(List<Message> messages) {
    return render(messages, List.of());
  }

  /**
   * The text of a conversation in which the assistant may use tools. If the assistant has spoken
   * last, then it is to go on with what it said.
   *
   * @param tools as OpenAI's API describes them, values as {@link Json} reads them; a template that
   *     knows of no tools leaves them out
   * @throws LlamajarException if the template refuses the conversation
   */
  public String render(List<Message> messages, List<Object> tools) {
    return render(messages, tools, Map.of());
  }

  /**
   * The text of a conversation, rendered with further variables.
   *
   * @param more what this template knows besides, as {@code enable_thinking}: values as {@link
   *     Json} reads them
   * @throws LlamajarException if the template refuses the conversation
   */
  public String render(List<Message> messages, List<Object> tools, Map<String, Object> more) {
    Optional<String> begun = begun(messages);
    List<Map<String, Object>> turns = new ArrayList<>();
    for (Message message :
        begun.isPresent() ? messages.subList(0, messages.size() - 1) : messages) {
      Map<String, Object> turn = new LinkedHashMap<>();
      turn.put("role", message.role());
      turn.put("content", message.content());
      turn.putAll(message.more());
      turns.add(turn);
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", turns);
    variables.put("tools", tools.isEmpty() ? None.NONE : tools);
    variables.put("documents", None.NONE);
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", text(Role.BOS));
    variables.put("eos_token", text(Role.EOS));
    variables.putAll(more);
    return template.render(variables) + begun.orElse("");
  }

  /** What the assistant has begun to say; a call of a tool has to be answered first. */
  private static Optional<String> begun(List<Message> messages) {
    return Optional.of(messages)
        .filter(all -> all.size() > 1)
        .map(List::getLast)
        .filter(last -> last.role().equals("assistant") && !last.more().containsKey("tool_calls"))
        .map(Message::content);
  }

  private String text(Role role) {
    var token = tokenizer.find(role);
    return token.isPresent() ? tokenizer.text(token.getAsInt()) : "";
  }

  /** The tokens of a conversation, ending where the assistant is to speak. */
  public int[] prompt(List<Message> messages) {
    return prompt(messages, List.of());
  }

  /** The tokens of a conversation in which the assistant may use tools. */
  public int[] prompt(List<Message> messages, List<Object> tools) {
    return tokens(render(messages, tools));
  }

  /** The tokens of a conversation that was rendered. */
  public int[] tokens(String rendered) {
    int[] tokens = tokenizer.encode(rendered, Specials.PARSED);
    var bos = tokenizer.find(Role.BOS);
    // Most templates write it themselves.
    if (!tokenizer.addsBos()
        || bos.isEmpty()
        || (tokens.length > 0 && tokens[0] == bos.getAsInt())) {
      return tokens;
    }
    int[] withBos = new int[tokens.length + 1];
    withBos[0] = bos.getAsInt();
    System.arraycopy(tokens, 0, withBos, 1, tokens.length);
    return withBos;
  }

  /** Options that also stop where ChatML ends a turn, for vocabularies without a token for it. */
  public GenerationOptions withItsStops(GenerationOptions options) {
    if (isOwn) {
      return options;
    }
    List<String> stops = new ArrayList<>(options.stops());
    stops.add("<|im_end|>");
    stops.add("<|im_start|>");
    return options.withStops(stops.toArray(String[]::new));
  }
}
