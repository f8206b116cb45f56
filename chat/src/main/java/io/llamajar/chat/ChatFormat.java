package io.llamajar.chat;

import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.tools.AnswerReader;
import io.llamajar.chat.tools.Dialect;
import io.llamajar.chat.tools.Dialects;
import io.llamajar.chat.tools.Thinking;
import io.llamajar.chat.tools.Tool;
import io.llamajar.grammar.GrammarShelf;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.grammar.Trigger;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.TokenDecoder;
import io.llamajar.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How to talk with a model that may think and call tools: requests to prompts, answers to parts.
 */
public final class ChatFormat {
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Dialect dialect;
  private final Thinking thinking;
  private final Capabilities can;
  private final GrammarShelf grammars;
  private final int[] before; // tokens that all prompts follow on

  private ChatFormat(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
    this.dialect = Dialects.of(template.source());
    this.thinking = Thinking.of(template.source());
    this.can = new Capabilities(template);
    this.grammars = new GrammarShelf();
    this.before = new int[0];
  }

  private ChatFormat(ChatFormat other, int[] before) {
    this.template = other.template;
    this.tokenizer = other.tokenizer;
    this.dialect = other.dialect;
    this.thinking = other.thinking;
    this.can = other.can;
    this.grammars = other.grammars;
    this.before = before;
  }

  /** How to talk with a model by its template; to be kept, as it learns what the template can. */
  public static ChatFormat of(Model model, ChatTemplate template) {
    return new ChatFormat(template, model.tokenizer());
  }

  /** The same for conversations that go on after what has been read and said before. */
  public ChatFormat after(int[] context) {
    return new ChatFormat(this, context.clone());
  }

  public Dialect dialect() {
    return dialect;
  }

  public Thinking thinking() {
    return thinking;
  }

  /** Whether its template knows of tools; else the prompt describes them. */
  public boolean knowsTools() {
    return can.tools();
  }

  /**
   * The text of a conversation, ending where the model is to speak.
   *
   * @throws io.llamajar.LlamajarException if the template refuses it
   */
  public String render(ChatRequest request) {
    Map<String, Object> variables = request.reasoning().wish().variables();
    variables.putAll(request.variables());
    List<Tool> tools = request.offer().shown();
    List<Object> described =
        !tools.isEmpty() && can.tools()
            ? tools.stream().<Object>map(Tool::json).toList()
            : List.of();
    String prompt =
        template.render(
            new MessageForm(template.source(), can).shaped(request.messages(), tools),
            described,
            variables);
    return request.reasoning().enabled().orElse(true) ? prompt : withoutThoughts(prompt);
  }

  /** Has the model answer at once where its template does not see to it. */
  private String withoutThoughts(String prompt) {
    if (dialect.hasHeaders() || thinking.isClosedBy(prompt)) {
      return prompt;
    }
    if (thinking.isOpenedBy(prompt)) {
      return prompt + thinking.conclusion();
    }
    boolean seesToIt = template.source().contains("enable_thinking");
    return seesToIt || !thinking.isIn(template.source())
        ? prompt
        : prompt + thinking.open() + "\n" + thinking.conclusion();
  }

  /** The tokens of a prompt; only the first of a text may be the one that begins it. */
  public int[] tokens(String prompt) {
    int[] tokens = template.tokens(prompt);
    if (before.length == 0) {
      return tokens;
    }
    OptionalInt bos = tokenizer.find(Role.BOS);
    boolean begins = tokens.length > 0 && bos.isPresent() && tokens[0] == bos.getAsInt();
    return IntStream.concat(IntStream.of(before), IntStream.of(tokens).skip(begins ? 1 : 0))
        .toArray();
  }

  /** The tokens of a text in the middle of one. */
  int[] tokensWithin(String text) {
    return tokenizer.encode(text, Specials.PARSED);
  }

  /** The text of tokens in the middle of an answer, without half a character at its end. */
  String textWithin(int[] tokens) {
    TokenDecoder decoder = tokenizer.decoder(dialect.controls(thinking));
    return IntStream.of(tokens).mapToObj(decoder::accept).collect(Collectors.joining());
  }

  /** Reads the answer to a prompt. */
  public AnswerReader reader(ChatRequest request, String prompt) {
    return dialect.reader(thinking, prompt, request.offer().shown(), request.reasoning().format());
  }

  /**
   * Options with which the answer to a prompt can be read, and has the calls that are wanted.
   *
   * @param options whose grammar, if it holds from the start, is for what the model says: not for
   *     its thoughts, nor for its calls
   */
  public GenerationOptions options(GenerationOptions options, ChatRequest request, String prompt) {
    GenerationOptions shown = template.withItsStops(options).withShown(dialect.controls(thinking));
    Optional<String> answer =
        options
            .grammar()
            .filter(use -> use.triggers().isEmpty())
            .map(use -> use.grammar().toString());
    boolean thinks = request.reasoning().enabled().orElse(true) && thinking.isIn(template.source());
    return dialect
        .grammar(new Dialect.Ask(request.offer(), answer, thinking, thinks, prompt, this::control))
        .map(constraint ->
            shown.withGrammar(
                new GrammarUse(
                    grammars.parse(constraint.gbnf()),
                    constraint.triggers().stream().<Trigger>map(Trigger.Word::new).toList())))
        .orElse(shown);
  }

  private OptionalInt control(String text) {
    OptionalInt token = tokenizer.find(text);
    return token.isPresent() && tokenizer.isControl(token.getAsInt()) ? token : OptionalInt.empty();
  }
}
