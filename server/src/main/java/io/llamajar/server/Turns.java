package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.chat.Message;
import io.llamajar.chat.tools.ChatFormat;
import io.llamajar.chat.tools.ChatRequest;
import io.llamajar.chat.tools.ChatRequest.Offer;
import io.llamajar.chat.tools.ChatRequest.Reasoning;
import io.llamajar.chat.tools.ReasoningFormat;
import io.llamajar.chat.tools.Reply;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.sampling.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What requests for a model's next turn have in common, whichever API they come by. */
final class Turns {
  private static final String EFFORT = "reasoning_effort";
  private static final String ENABLED = "enable_thinking";
  private static final List<String> BUDGETS =
      List.of("reasoning_budget_tokens", "thinking_budget_tokens", "reasoning_budget");

  private final RequestLimits limits;
  private final GenerationOptions defaults;
  private final Reasoning usual;
  private final Map<String, Object> variables;
  private final GrammarFields grammars = new GrammarFields();

  Turns(ServerOptions options) {
    this.limits = options.limits();
    this.defaults =
        options.generation().withMaxTokens(limits.tokens(options.generation().maxTokens()));
    this.usual = options.reasoning();
    this.variables = options.templateVariables();
  }

  RequestLimits limits() {
    return limits;
  }

  GrammarFields grammars() {
    return grammars;
  }

  /** How texts are generated of requests that say nothing else. */
  GenerationOptions defaults() {
    return defaults;
  }

  /**
   * How a text is generated, by the fields that most APIs have.
   *
   * @param maxTokens what the request says of that; a negative number is for as many as there may
   *     be
   */
  GenerationOptions options(Fields fields, OptionalInt maxTokens) {
    return options(fields, maxTokens, SamplingFields.read(fields, defaults.sampling()));
  }

  /** The same, where it is known already how tokens are picked. */
  GenerationOptions options(Fields fields, OptionalInt maxTokens, Sampling sampling) {
    return defaults
        .withSampling(sampling)
        .withMaxTokens(limits.tokens(maxTokens.orElse(defaults.maxTokens())))
        .withStops(texts(fields, "stop", defaults.stops()))
        .withBannedStrings(texts(fields, "banned_strings", defaults.bannedStrings()));
  }

  /** Texts to stop before, or to go around; those that are empty cannot be meant. */
  String[] texts(Fields fields, String field, List<String> usual) {
    List<String> texts =
        fields.texts(field, limits.stops()).stream().filter(text -> !text.isEmpty()).toList();
    return (texts.isEmpty() ? usual : texts).toArray(String[]::new);
  }

  /** What a model is asked, with what becomes of its thoughts as llama.cpp's fields tell it. */
  ChatRequest request(Fields fields, List<Message> messages, Offer offer) {
    Map<String, Object> all = new LinkedHashMap<>(variables);
    fields
        .object("chat_template_kwargs")
        .ifPresent(more -> more.tree().forEach((name, value) -> all.put("" + name, value)));
    Optional<String> effort =
        fields
            .text(EFFORT)
            .or(() -> fields.object("reasoning").flatMap(reasoning -> reasoning.text("effort")));
    effort.filter(level -> !level.equals("none")).ifPresent(level -> all.put(EFFORT, level));
    Reasoning reasoning = usual.withFormat(format(fields)).withBudget(budget(fields));
    if (effort.equals(Optional.of("none"))) {
      reasoning = reasoning.withEnabled(false);
    }
    if (all.containsKey(ENABLED)) {
      Fields given = Fields.of(all, "chat_template_kwargs");
      reasoning = reasoning.withEnabled(given.flag(ENABLED, true));
    }
    return new ChatRequest(messages, offer, reasoning, all);
  }

  private ReasoningFormat format(Fields fields) {
    return switch (fields.choice("reasoning_format", "none", "deepseek", "auto").orElse("")) {
      case "none" -> ReasoningFormat.NONE;
      case "deepseek" -> ReasoningFormat.SEPARATE;
      default -> usual.format();
    };
  }

  private int budget(Fields fields) {
    OptionalInt tokens =
        BUDGETS.stream()
            .map(field -> fields.integer(field, -1, Integer.MAX_VALUE))
            .flatMapToInt(OptionalInt::stream)
            .filter(budget -> budget >= 0)
            .findFirst();
    return tokens.orElse(usual.budget());
  }

  /** Options under which a text has the form that is wanted. */
  static GenerationOptions formed(GenerationOptions options, Optional<GrammarUse> form) {
    return form.map(options::withGrammar).orElse(options);
  }

  /**
   * A model's turn, to be thought of.
   *
   * @param field where the conversation came from
   * @throws ApiException if it does not fit into the context
   * @throws LlamajarException if the template refuses it, or what is wanted cannot be enforced
   */
  static Reply reply(
      Models.Lease lease, ChatRequest request, GenerationOptions options, String field) {
    ChatFormat format = lease.format();
    long length = request.messages().stream().mapToLong(m -> m.content().length()).sum();
    if (Prompts.isLong(length, lease.model())) {
      Prompts.checkLength(format.render(request), field, lease.model());
    }
    try {
      return Reply.to(request, lease.model(), format, options);
    } catch (LlamajarException e) {
      TokenFields.check(tokens(lease, request), field, lease.model());
      throw e;
    }
  }

  /** The tokens of what a model is asked. */
  static int[] tokens(Models.Lease lease, ChatRequest request) {
    return lease.format().tokens(lease.format().render(request));
  }

  /** Each of several turns, by chances of its own. */
  static List<Reply> replies(
      Models.Lease lease, ChatRequest request, CompletionFields wanted, String field) {
    return Stream.iterate(0, i -> i + 1)
        .limit(wanted.choices())
        .map(i -> reply(lease, request, wanted.options(i), field))
        .toList();
  }
}
