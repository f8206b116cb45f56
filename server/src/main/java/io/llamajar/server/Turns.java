package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.Reply;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.ReasoningFormat;
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
  private static final String TOLD = "chat_template_kwargs";
  private static final String FORMAT = "reasoning_format";
  private static final String MESSAGE = "reasoning_budget_message";
  private static final List<String> BUDGETS =
      List.of("reasoning_budget_tokens", "thinking_budget_tokens", "reasoning_budget");

  private final RequestLimits limits;
  private final GenerationOptions defaults;
  private final Reasoning usual;
  private final Map<String, Object> variables;
  private final GrammarFields grammars = new GrammarFields();

  Turns(ServerOptions options) {
    Map<String, Object> told = new LinkedHashMap<>(options.templateVariables());
    this.limits = options.limits();
    this.defaults =
        options.generation().withMaxTokens(limits.tokens(options.generation().maxTokens()));
    this.usual = wished(options.reasoning(), told);
    this.variables = told;
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
    Map<String, Object> told = new LinkedHashMap<>();
    fields
        .object(TOLD)
        .ifPresent(more -> more.tree().forEach((name, value) -> told.put("" + name, value)));
    Reasoning wanted = wished(usual, told).withFormat(format(fields)).withBudget(budget(fields));
    wanted = fields.text(MESSAGE).map(wanted::withBudgetMessage).orElse(wanted);
    wanted = effort(fields).map(wanted::withEffort).orElse(wanted);
    Map<String, Object> all = new LinkedHashMap<>(variables);
    all.putAll(told);
    return new ChatRequest(messages, offer, wanted, all);
  }

  /** With what templates are told of thoughts, which is taken out of what else they are told. */
  private static Reasoning wished(Reasoning usual, Map<String, Object> told) {
    Reasoning wished = usual;
    Fields fields = Fields.of(told, TOLD);
    if (fields.has(ENABLED)) {
      wished = wished.withEnabled(fields.flag(ENABLED, true));
    }
    told.remove(ENABLED);
    if (told.get(EFFORT) instanceof String level) {
      wished = wished.withEffort(level);
      told.remove(EFFORT);
    }
    return wished;
  }

  /** How hard a model is to think, by the names of OpenAI's two APIs, and of Anthropic's. */
  private static Optional<String> effort(Fields fields) {
    return fields
        .text(EFFORT)
        .or(() -> within(fields, "reasoning"))
        .or(() -> within(fields, "output_config"));
  }

  private static Optional<String> within(Fields fields, String object) {
    return fields.object(object).flatMap(wanted -> wanted.text("effort"));
  }

  private ReasoningFormat format(Fields fields) {
    return fields.text(FORMAT).map(name -> named(name, fields)).orElse(usual.format());
  }

  private static ReasoningFormat named(String name, Fields fields) {
    return ReasoningFormat.named(name)
        .orElseThrow(() -> fields.wrong(FORMAT, ReasoningFormat.NAMES));
  }

  private int budget(Fields fields) {
    OptionalInt tokens =
        BUDGETS.stream()
            .map(field -> fields.integer(field, -1, Integer.MAX_VALUE))
            .flatMapToInt(OptionalInt::stream)
            .filter(budget -> budget >= 0)
            .findFirst();
    return tokens.orElse(usual.budget().tokens());
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
