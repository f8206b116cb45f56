package io.llamajar.grammar;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.llamajar.LlamajarException;
import io.llamajar.sampling.TokenSet;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is allowed if its bytes go on with the text, and only then: for every token. */
class MasksTest {
  private static final List<String> GRAMMARS =
      List.of("json", "c", "japanese", "arithmetic", "list", "english", "nested_groups");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "llama-spm", "gemma-4", "synthetic-tekken"})
  void everyTokenOfTheKitsVocabulariesIsJudgedByItsBytes(String vocabulary) {
    Tokenizer tokenizer = Vocabularies.open(vocabulary, folder);
    TokenTrie trie = new TokenTrie(tokenizer, tokenizer.vocabularySize());
    for (String grammar : GRAMMARS.subList(0, 3)) {
      follow(Grammar.parse(Vocabularies.grammar(grammar)), tokenizer, trie, 8, 7);
    }
  }

  @Test
  void everyTokenOfTheDemoModelIsJudgedByItsBytes() {
    Tokenizer tokenizer = Vocabularies.demo();
    TokenTrie trie = new TokenTrie(tokenizer, tokenizer.vocabularySize());
    for (String grammar : GRAMMARS) {
      for (int seed = 0; seed < 5; seed++) {
        follow(Grammar.parse(Vocabularies.grammar(grammar)), tokenizer, trie, 40, seed);
      }
    }
    for (int seed = 0; seed < 50; seed++) {
      follow(RandomGrammar.recursive(seed), tokenizer, trie, 20, seed);
    }
  }

  /** Writes a text of random tokens among those that are allowed. */
  private static void follow(
      Grammar grammar, Tokenizer tokenizer, TokenTrie trie, int steps, int seed) {
    Masks masks = new Masks(new GrammarUse(grammar, List.of()), tokenizer, trie);
    Constraint constraint = new Constraint(masks);
    States states = new States(grammar.automaton()); // its own: nothing is known of it
    State state = states.start();
    Random random = new Random(seed);
    for (int step = 0; step < steps; step++) {
      TokenSet allowed = constraint.allowed();
      boolean[] wanted = new boolean[trie.size()];
      boolean any = false;
      for (int token = 0; token < wanted.length; token++) {
        byte[] bytes = tokenizer.bytes(token);
        wanted[token] =
            tokenizer.endsGeneration(token)
                ? state.isComplete()
                : !tokenizer.isSpecial(token)
                    && bytes.length > 0
                    && !states.walk(state, bytes, 0, bytes.length).isDead();
        any |= wanted[token];
      }
      for (int token = 0; token < wanted.length; token++) {
        boolean ending = !any && tokenizer.endsGeneration(token);
        if (allowed.contains(token) != (wanted[token] || ending)) {
          fail("token %d (%s) at step %d of %s", token, tokenizer.text(token), step, grammar);
        }
      }
      assertThat(constraint.isComplete()).isEqualTo(state.isComplete());
      int next = pick(allowed, trie, random);
      if (tokenizer.endsGeneration(next)) {
        return;
      }
      byte[] bytes = tokenizer.bytes(next);
      state = states.walk(state, bytes, 0, bytes.length);
      constraint.accept(next);
    }
  }

  /** It costs the same to be told what is known already: else it would matter who asked before. */
  @ParameterizedTest
  @ValueSource(strings = {"[a-zA-Z ] root root | [a-z]", "([^x]* [^y] [^z]{0,30} | [^a]{0,90} .)*"})
  void whetherAGrammarTakesTooMuchWorkDoesNotDependOnWhatIsKnown(String rule) {
    Tokenizer tokenizer = Vocabularies.open("llama-bpe", folder);
    TokenTrie trie = new TokenTrie(tokenizer, tokenizer.vocabularySize());
    GrammarUse use = new GrammarUse(Grammar.parse("root ::= " + rule), List.of());
    Masks masks = new Masks(use, tokenizer, trie);
    end(new Constraint(masks), trie, new Random(1));
    assertThat(end(new Constraint(masks), trie, new Random(2)))
        .isEqualTo(end(new Constraint(new Masks(use, tokenizer, trie)), trie, new Random(2)));
  }

  /** The tokens of a text up to where the grammar is refused. */
  private static String end(Constraint constraint, TokenTrie trie, Random random) {
    StringBuilder tokens = new StringBuilder();
    try {
      for (int step = 0; step < 30; step++) {
        int token = pick(constraint.allowed(), trie, random);
        constraint.accept(token);
        tokens.append(token).append(' ');
      }
      return tokens.toString();
    } catch (LlamajarException e) {
      return tokens + e.getMessage();
    }
  }

  @Test
  void grammarsThatAreMadeToBeSlowAreRefused() {
    Tokenizer tokenizer = Vocabularies.open("llama-bpe", folder);
    TokenTrie trie = new TokenTrie(tokenizer, tokenizer.vocabularySize());
    String any =
        IntStream.range(0, 300)
            .mapToObj(i -> "[^%c]{%d} \"x\"".formatted('a' + i % 26, i))
            .collect(joining("|"));
    for (String rule : List.of("([^x]?){2000} \"x\"", "(" + any + ")*")) {
      Grammar grammar = Grammar.parse("root ::= " + rule);
      Masks masks = new Masks(new GrammarUse(grammar, List.of()), tokenizer, trie);
      assertThatThrownBy(() -> new Constraint(masks).allowed())
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("in too many ways at once");
    }
  }

  private static int pick(TokenSet allowed, TokenTrie trie, Random random) {
    int[] tokens = IntStream.range(0, trie.size()).filter(allowed::contains).toArray();
    assertThat(tokens).hasSize(allowed.size()).isNotEmpty();
    assertThat(tokens[0]).isEqualTo(allowed.first());
    return tokens[random.nextInt(tokens.length)];
  }

  @Test
  void whatIsKnownIsForgottenWhenItIsTooMuchAndNothingChanges() {
    Tokenizer tokenizer = Vocabularies.demo();
    TokenTrie trie = new TokenTrie(tokenizer, tokenizer.vocabularySize());
    Grammar grammar = Grammar.parse("root ::= \"[\" root* \"]\" | [^x\\[]{0,30} \"x\"");
    Masks masks = new Masks(new GrammarUse(grammar, List.of()), tokenizer, trie);
    Constraint constraint = new Constraint(masks);
    int open = tokenizer.find("[").orElseThrow();
    for (int depth = 0; depth < 20_000; depth++) {
      assertThat(constraint.allowed().contains(open)).isTrue();
      constraint.accept(open);
    }
    int close = tokenizer.find("]").orElseThrow();
    constraint.accept(tokenizer.find("x").orElseThrow());
    for (int depth = 0; depth < 20_000; depth++) {
      assertThat(constraint.isComplete()).isFalse();
      assertThat(constraint.allowed().contains(close)).isTrue();
      constraint.accept(close);
    }
    assertThat(constraint.isComplete()).isTrue();
  }
}
