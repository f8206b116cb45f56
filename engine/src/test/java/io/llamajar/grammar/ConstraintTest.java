package io.llamajar.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.llamajar.LlamajarException;
import io.llamajar.sampling.TokenSet;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one text on its way through a grammar is told, and tells. */
class ConstraintTest {
  private static final Tokenizer DEMO = Vocabularies.demo();
  private static final Grammars GRAMMARS = new Grammars(DEMO, DEMO.vocabularySize());

  @TempDir Path folder;

  private static Constraint begin(String gbnf, Trigger... triggers) {
    return GRAMMARS.begin(new GrammarUse(Grammar.parse(gbnf), List.of(triggers)));
  }

  private static int[] accept(Constraint constraint, String text) {
    int[] tokens = DEMO.encode(text, Specials.PARSED);
    for (int token : tokens) {
      assertThat(constraint.allowed().contains(token)).as(DEMO.text(token)).isTrue();
      constraint.accept(token);
    }
    return tokens;
  }

  private static List<Integer> ends() {
    return IntStream.range(0, DEMO.vocabularySize()).filter(DEMO::endsGeneration).boxed().toList();
  }

  private static List<Integer> controls() {
    return IntStream.range(0, DEMO.vocabularySize())
        .filter(token -> DEMO.isControl(token) && !DEMO.endsGeneration(token))
        .boxed()
        .toList();
  }

  @Test
  void theTextEndsExactlyWhereTheGrammarMay() {
    Constraint constraint = begin("root ::= \"a\" \"b\"?");
    assertThat(ends()).isNotEmpty().noneMatch(constraint.allowed()::contains);
    accept(constraint, "a");
    assertThat(ends()).allMatch(constraint.allowed()::contains);
    assertThat(constraint.allowed().size()).isGreaterThan(ends().size());
    accept(constraint, "b");
    assertThat(constraint.isComplete()).isTrue();
    assertThat(ends()).allMatch(constraint.allowed()::contains);
    assertThat(constraint.allowed().size()).isEqualTo(ends().size());
  }

  @Test
  void controlTokensAreNoText() {
    Constraint constraint = begin("root ::= .*");
    assertThat(controls()).isNotEmpty().noneMatch(constraint.allowed()::contains);
    String name = DEMO.text(controls().getFirst());
    Constraint spelled = begin("root ::= \"" + name + "\"");
    assertThat(spelled.allowed().contains(controls().getFirst())).isFalse();
  }

  @Test
  void tokensThatTheGrammarNamesMayCome() {
    int control = controls().getFirst();
    String name = DEMO.text(control);
    for (String reference : List.of(name, "<[" + control + "]>")) {
      Constraint constraint = begin("root ::= \"a\" " + reference + " \"b\"");
      assertThat(constraint.allowed().contains(control)).isFalse();
      accept(constraint, "a");
      assertThat(constraint.allowed().size()).isOne();
      assertThat(constraint.allowed().contains(control)).isTrue();
      constraint.accept(control);
      accept(constraint, "b");
      assertThat(constraint.isComplete()).isTrue();
    }
    Constraint other = begin("root ::= !" + name + "* \"b\"");
    assertThat(other.allowed().contains(control)).isFalse();
    assertThat(other.allowed().size()).isGreaterThan(DEMO.vocabularySize() / 2);
    assertThat(ends()).noneMatch(other.allowed()::contains);
    accept(other, "abcab");
    assertThat(other.isComplete()).isTrue();
  }

  @Test
  void tokensThatTheModelDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> begin("root ::= <no-such-token>"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("<no-such-token>, which this model does not have");
    assertThatThrownBy(() -> begin("root ::= <[999999]>"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("names token 999999");
  }

  @Test
  void beforeATriggerTheTextIsFree() {
    Constraint constraint = begin("root ::= \"<call>\" [0-9]+ \"!\"", new Trigger.Word("<call>"));
    assertThat(constraint.isActive()).isFalse();
    accept(constraint, "Anything, also < or <ca or <<call");
    assertThat(ends()).allMatch(constraint.allowed()::contains);
    assertThat(controls()).allMatch(constraint.allowed()::contains);
    accept(constraint, ">");
    assertThat(constraint.isActive()).isTrue();
    assertThat(constraint.isComplete()).isFalse();
    for (int token = 0; token < DEMO.vocabularySize(); token++) {
      assertThat(constraint.allowed().contains(token))
          .isEqualTo(!DEMO.isSpecial(token) && text(token).matches("[0-9]+"));
    }
    accept(constraint, "42!");
    assertThat(constraint.allowed().size()).isEqualTo(ends().size());
  }

  private static String text(int token) {
    return new String(DEMO.bytes(token), StandardCharsets.UTF_8);
  }

  @Test
  void aTokenWithATriggerInItMustGoOnAsTheGrammarWants() {
    Constraint constraint = begin("root ::= \"e\" \"n\" .*", new Trigger.Word("e"));
    for (int token = 0; token < DEMO.vocabularySize(); token++) {
      String text = text(token);
      boolean wrong = text.matches("(?s)[^e]*e[^n].*");
      assertThat(constraint.allowed().contains(token)).as(text).isEqualTo(!wrong);
    }
  }

  @Test
  void aControlTokenMayBeATrigger() {
    int control = controls().getFirst();
    String name = DEMO.text(control);
    for (Trigger trigger : List.of(new Trigger.Token(name), new Trigger.Word(name))) {
      for (String beginning : List.of("\"" + name + "\"", name)) {
        if (trigger instanceof Trigger.Token || beginning.startsWith("\"")) {
          Constraint constraint = begin("root ::= " + beginning + " \"a\"", trigger);
          accept(constraint, "free");
          constraint.accept(control);
          assertThat(constraint.isActive()).isTrue();
          accept(constraint, "a");
          assertThat(constraint.isComplete()).isTrue();
        }
      }
    }
  }

  @Test
  void aTriggerThatTheGrammarDoesNotBeginWithIsRefused() {
    for (Trigger trigger :
        List.of(new Trigger.Word("<x>"), new Trigger.Word(""), new Trigger.Token(" the"))) {
      assertThatThrownBy(() -> begin("root ::= \"<call>\"", trigger))
          .isInstanceOf(LlamajarException.class);
    }
    assertThatThrownBy(() -> begin("root ::= \"<call>\"", new Trigger.Token("no such token")))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("which this model does not have");
  }

  @Test
  void severalTriggersAreLookedForAtOnce() {
    for (String word : List.of("[one]", "[once]", "ne]x")) {
      Constraint constraint =
          begin(
              "root ::= (\"[one]\" | \"[once]\" | \"ne]x\") [0-9]",
              new Trigger.Word("[one]"),
              new Trigger.Word("[once]"),
              new Trigger.Word("ne]x"));
      accept(constraint, "so [on " + word);
      assertThat(constraint.isActive()).isTrue();
      accept(constraint, "7");
      assertThat(constraint.isComplete()).isTrue();
    }
  }

  @Test
  void tokensCanBeTakenBack() {
    Constraint constraint = begin("root ::= [a-z]+ [0-9]+");
    int letters = accept(constraint, "abc").length;
    int digits = accept(constraint, "123").length;
    assertThat(constraint.allowed().contains(DEMO.find("x").orElseThrow())).isFalse();
    constraint.rewind(digits);
    accept(constraint, "x");
    constraint.rewind(letters + 1);
    assertThat(constraint.allowed().contains(DEMO.find("1").orElseThrow())).isFalse();
    assertThatThrownBy(() -> constraint.rewind(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "llama-spm", "phi-3", "gemma-4", "synthetic-smollm"})
  void whatMustComeComesAsTheTokenizerWouldWriteIt(String vocabulary) {
    Tokenizer tokenizer = Vocabularies.open(vocabulary, folder);
    Grammars grammars = new Grammars(tokenizer, tokenizer.vocabularySize());
    String text = "{\"temperature\": {\"unit\": \"celsius\", \"größe\": ";
    Grammar grammar =
        Grammar.parse("root ::= \"" + text.replace("\"", "\\\"") + "\" [0-9]+ \"}}\"");
    Constraint constraint = grammars.begin(new GrammarUse(grammar, List.of()));
    int[] forced = constraint.forced();
    int[] written = tokenizer.encode("\n" + text, Specials.NONE);
    assertThat(tokenizer.decode(forced, ControlText.SHOWN).strip()).isSubstringOf(text);
    // But for the first token, which may be another one where a text begins.
    int common = forced.length - 1;
    assertThat(common).isGreaterThan(8);
    assertThat(IntStream.rangeClosed(0, written.length - common))
        .anyMatch(i -> Arrays.equals(written, i, i + common, forced, 1, forced.length));
    for (int token : forced) {
      assertThat(constraint.allowed().contains(token)).isTrue();
      constraint.accept(token);
    }
    assertThat(constraint.forced()).isEmpty();
  }

  @Test
  void nothingIsForcedWhereThereIsAChoice() {
    assertThat(begin("root ::= \"a\" | \"b\"").forced()).isEmpty();
    assertThat(begin("root ::= [ab] \"long text that must come\"").forced()).isEmpty();
    assertThat(begin("root ::= \"a\"", new Trigger.Word("a")).forced()).isEmpty();
    Constraint optional = begin("root ::= \"abcdef\"?");
    assertThat(optional.forced()).isEmpty();
  }

  @Test
  void forcedTokensLeadToTheEndOfWhatIsForced() {
    Constraint constraint = begin("root ::= \"Hello, \" (\"world\" | \"word\") \"!\"");
    StringBuilder text = new StringBuilder();
    for (int[] forced = constraint.forced(); forced.length > 0; forced = constraint.forced()) {
      for (int token : forced) {
        text.append(text(token));
        constraint.accept(token);
      }
    }
    assertThat("Hello, wor").startsWith(text);
    assertThat(text.length()).isGreaterThan(4);
  }

  @Test
  void nothingIsAllocatedPerTokenOfAKnownState() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] tokens = DEMO.encode("{\"a\": [1, 2, {\"b\": \"some text\"}], \"c\": 3}", Specials.NONE);
    GrammarUse use = new GrammarUse(Grammar.parse(Vocabularies.grammar("json")), List.of());
    Constraint constraint = GRAMMARS.begin(use);
    for (int round = 0; round < 300; round++) {
      follow(constraint, tokens);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 300; round++) {
      follow(constraint, tokens);
    }
    // The measurement itself and the compiler's switches may cost a little: not a byte per token.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5000);
  }

  private static void follow(Constraint constraint, int[] tokens) {
    for (int token : tokens) {
      if (!constraint.allowed().contains(token)) {
        throw new AssertionError("token " + token);
      }
      constraint.accept(token);
    }
    constraint.rewind(tokens.length);
  }

  @Test
  void whatIsKnownOfGrammarsOfLongAgoGivesWay() {
    Grammars grammars = new Grammars(DEMO, DEMO.vocabularySize());
    GrammarUse old = new GrammarUse(Grammar.parse("root ::= [a-z]*"), List.of());
    TokenSet known = grammars.begin(old).allowed();
    assertThat(grammars.begin(old).allowed()).isSameAs(known);
    for (int i = 0; i < 70; i++) {
      grammars.begin(new GrammarUse(Grammar.parse("root ::= \"" + i + "\""), List.of()));
    }
    TokenSet again = grammars.begin(old).allowed();
    assertThat(again).isNotSameAs(known);
    assertThat(again.size()).isEqualTo(known.size());
  }

  @Test
  void theSameGrammarIsPreparedOnce() {
    Grammar grammar = Grammar.parse("root ::= [a-z]{0,50}");
    GrammarUse use = new GrammarUse(grammar, List.of());
    GrammarUse equal = new GrammarUse(Grammar.parse(grammar.toString()), List.of());
    assertThat(GRAMMARS.begin(use).allowed()).isSameAs(GRAMMARS.begin(equal).allowed());
  }
}
