package io.llamajar.chat.tools;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How a family of models writes its answers down: calls of tools, and what stands around them. */
public final class Dialect {
  // What a vocabulary may have as one token that is no text.
  private static final Pattern CONTROL = Pattern.compile("</?[^<>\\s]+>|\\[/?[A-Z_]+]");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final String name;
  private final Predicate<String> isSpokenIn;
  private final List<Mark> marks;
  private final Layout layout;
  private final Optional<Headers> headers;
  private final boolean callsEndThought;

  /**
   * How correct calls are laid out, for the grammar.
   *
   * @param open before the first call
   * @param callOpen before each
   * @param callClose after each
   * @param separator between two
   * @param close after the last
   * @param trigger with what a call begins that nobody has asked for; empty for the opening
   */
  record Layout(
      String open,
      String callOpen,
      String callClose,
      String separator,
      String close,
      String trigger) {
    static Layout each(String callOpen, String callClose, String separator) {
      return new Layout("", callOpen, callClose, separator, "", "");
    }

    static Layout around(String open, String close) {
      return new Layout(open, "", "", "", close, "");
    }

    static Layout begins(String trigger) {
      return new Layout("", "", "", "", "", trigger);
    }
  }

  private Dialect(
      String name,
      Predicate<String> isSpokenIn,
      List<Mark> marks,
      Layout layout,
      Optional<Headers> headers,
      boolean callsEndThought) {
    this.name = name;
    this.isSpokenIn = isSpokenIn;
    this.marks = List.copyOf(marks);
    this.layout = layout;
    this.headers = headers;
    this.callsEndThought = callsEndThought;
  }

  /**
   * A dialect.
   *
   * @param marks those that calls stand behind, the grammar's form first, and wrappers
   */
  static Dialect of(String name, Predicate<String> isSpokenIn, Layout layout, Mark... marks) {
    return new Dialect(name, isSpokenIn, List.of(marks), layout, Optional.empty(), false);
  }

  Dialect withHeaders(Headers newHeaders) {
    return new Dialect(name, isSpokenIn, marks, layout, Optional.of(newHeaders), callsEndThought);
  }

  /** The dialect, where a call also ends a thought that was not closed. */
  Dialect whereCallsEndThought() {
    return new Dialect(name, isSpokenIn, marks, layout, headers, true);
  }

  public String name() {
    return name;
  }

  /** Whether the models that have this template speak it. */
  boolean isSpokenIn(String template) {
    return isSpokenIn.test(template);
  }

  Optional<Headers> headers() {
    return headers;
  }

  /** Whether every part of an answer begins with a heading. */
  public boolean hasHeaders() {
    return headers.isPresent();
  }

  /**
   * Reads an answer.
   *
   * @param prompt that it answers, as text: it may have begun the answer
   * @param tools that may be called
   */
  public AnswerReader reader(
      Thinking thinking, String prompt, List<Tool> tools, ReasoningFormat format) {
    AnswerReader.Setup setup = new AnswerReader.Setup(this, thinking, tools, format);
    Random random = new Random(prompt.hashCode()); // the same answer has the same ids
    return new AnswerReader(setup, prompt, () -> newId(random));
  }

  /** Nine letters and digits, which is what the pickiest templates want. */
  private static String newId(Random random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  List<Mark> contentMarks(Thinking thinking, List<Tool> tools) {
    List<Mark> all = new ArrayList<>();
    addHeaders(all);
    for (Mark mark : marks) {
      if (!tools.isEmpty() || mark instanceof Mark.Wrapper) {
        all.add(mark);
      }
    }
    if (!tools.isEmpty() && marks.stream().noneMatch(Hermes.MARK::sharesTextWith)) {
      all.add(Hermes.MARK); // models that were taught much know it too
      all.add(Hermes.END);
    }
    if (headers.isEmpty()) {
      all.add(new Mark.Opens(thinking.open()));
      all.add(new Mark.Closes(thinking.close()));
    }
    return all;
  }

  List<Mark> thoughtMarks(Thinking thinking, List<Tool> tools) {
    List<Mark> all = new ArrayList<>();
    addHeaders(all);
    if (headers.isEmpty()) {
      all.add(new Mark.Closes(thinking.close()));
    }
    if (callsEndThought && !tools.isEmpty()) {
      marks.stream().filter(mark -> mark instanceof Mark.Calls).forEach(all::add);
    }
    return all;
  }

  private void addHeaders(List<Mark> all) {
    headers.ifPresent(h -> {
      h.opens().forEach(text -> all.add(new Mark.Header(text, false)));
      h.within().forEach(text -> all.add(new Mark.Header(text, true)));
    });
  }

  /** The control tokens that have to appear in the text of an answer so that it can be read. */
  public Set<String> controls(Thinking thinking) {
    Set<String> controls = new HashSet<>();
    List<String> texts = new ArrayList<>(List.of(thinking.open(), thinking.close()));
    marks.forEach(mark -> texts.add(mark.text()));
    texts.addAll(List.of(layout.open(), layout.callOpen(), layout.callClose(), layout.close()));
    controls.addAll(Dialects.INNER_CONTROLS);
    headers.ifPresent(h -> {
      texts.addAll(h.opens());
      texts.addAll(h.within());
      texts.add(h.close());
    });
    for (String text : texts) {
      CONTROL.matcher(text).results().forEach(match -> controls.add(match.group()));
    }
    return controls;
  }

  /**
   * The grammar of what is wanted: correct calls, an answer of some form, or either.
   *
   * @return empty if the model may write what it likes
   * @throws io.llamajar.LlamajarException if a tool's schema cannot be enforced
   */
  public Optional<Constraint> grammar(Ask ask) {
    Offer offer = ask.offer();
    List<Tool> allowed = offer.choice().allowed(offer.tools());
    boolean isForced = offer.choice().isForced() && !allowed.isEmpty();
    CallGrammar grammar = new CallGrammar(allowed, offer.parallel(), ask.controls());
    if (isForced) {
      return whole(grammar, thoughts(grammar, ask) + calls(grammar));
    }
    if (ask.answer().isPresent()) {
      String answer = answerOpening(grammar, ask) + grammar.answer(ask.answer().get());
      return whole(
          grammar,
          thoughts(grammar, ask)
              + (allowed.isEmpty() ? answer : "( %s | %s )".formatted(calls(grammar), answer)));
    }
    if (allowed.stream().noneMatch(Tool::strict)) {
      return Optional.empty();
    }
    String opening =
        layout.trigger().isEmpty() ? layout.open() + layout.callOpen() : layout.trigger();
    return Optional.of(new Constraint(grammar.grammar(calls(grammar)), List.of(opening.strip())));
  }

  private static Optional<Constraint> whole(CallGrammar grammar, String root) {
    return Optional.of(new Constraint(grammar.grammar(root), List.of()));
  }

  /** Where answers have headers, the one of what is said. */
  private String answerOpening(CallGrammar grammar, Ask ask) {
    return headers.isEmpty() || ask.isConcluded()
        ? ""
        : grammar.text(ask.thinking().answerOpening()) + " ";
  }

  /**
   * What is wanted of a model.
   *
   * @param answer the grammar of what it says; empty for any text
   * @param thinks whether it may think
   * @param prompt as text: it may have begun the model's thoughts
   * @param controls the number of a control token by its text; none for what is plain text
   */
  public record Ask(
      Offer offer,
      Optional<String> answer,
      Thinking thinking,
      boolean thinks,
      String prompt,
      Function<String, OptionalInt> controls) {

    /** Whether the prompt has ended the model's thoughts for it. */
    boolean isConcluded() {
      return thinking.isClosedBy(prompt) || prompt.endsWith(thinking.conclusion());
    }
  }

  /**
   * A grammar that an answer has to follow.
   *
   * @param gbnf the grammar
   * @param triggers the texts with one of which it begins to matter, and which it covers; none if
   *     it matters from the start
   */
  public record Constraint(String gbnf, List<String> triggers) {}

  private String calls(CallGrammar grammar) {
    CallForm form =
        marks.stream()
            .filter(Mark.Calls.class::isInstance)
            .map(mark -> ((Mark.Calls) mark).form())
            .findFirst()
            .orElse(JsonCalls.ONE);
    String call =
        String.join(
            " ",
            grammar.loose(layout.callOpen()),
            form.grammar(grammar),
            grammar.loose(layout.callClose()));
    boolean hasOwnList = layout.callOpen().isEmpty() && layout.separator().isEmpty();
    String all = hasOwnList ? call : grammar.several(call, grammar.loose(layout.separator()));
    return grammar.loose(layout.open()) + " " + all + " " + grammar.loose(layout.close());
  }

  /** What the model may think before it calls. */
  private String thoughts(CallGrammar grammar, Ask ask) {
    Thinking thinking = ask.thinking();
    String rest =
        grammar.textUpTo(thinking.close())
            + " "
            + grammar.text(thinking.resume())
            + " [ \\n]{0,4} ";
    return thinking.isOpenedBy(ask.prompt())
        ? rest
        : !ask.thinks() || ask.isConcluded()
            ? ""
            : "( " + grammar.text(thinking.open()) + " " + rest + ")? ";
  }
}
