package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.grammar.Grammar;
import io.llamajar.grammar.GrammarUse;
import io.llamajar.grammar.Trigger;
import io.llamajar.sampling.Sampling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo model writes what a grammar says, at any temperature. */
class GrammarGenerationTest {
  private static final Model MODEL = Model.open(Path.of("../models/demo/llamajar-demo-q8_0.gguf"));

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static GenerationOptions with(Grammar grammar, double temperature, long seed) {
    Sampling sampling =
        Sampling.builder().temperature(temperature).topK(0).topP(1).minP(0).seed(seed).build();
    return GenerationOptions.defaults()
        .withSampling(sampling)
        .withGrammar(grammar)
        .withMaxTokens(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"json", "nested_groups", "date_time", "chess", "recursive_expr", "counted"})
  void whatItWritesMatchesTheGrammar(String name) {
    byte[] gbnf = Kit.bytes(Kit.path("grammars/" + name + ".gbnf"));
    Grammar grammar = Grammar.parse(new String(gbnf, StandardCharsets.UTF_8));
    int whole = 0;
    for (int seed = 0; seed < 30; seed++) {
      Generation generation = MODEL.generate("Write.", with(grammar, seed % 3, seed));
      String text = generation.text();
      if (generation.finish().orElseThrow() == Finish.END) {
        whole++;
        assertThat(grammar.matches(text)).as(text).isTrue();
      } else {
        assertThat(generation.finish()).contains(Finish.LENGTH);
      }
    }
    assertThat(whole).isGreaterThan(10);
  }

  @Test
  void oneTextsGrammarDoesNotDisturbOthers() {
    GenerationOptions free = GenerationOptions.defaults().withSampling(Sampling.greedy());
    String alone = MODEL.generate("Hello", free.withMaxTokens(20)).text();
    Generation bound = MODEL.generate("Hello", with(Grammar.parse("root ::= [0-9]{3,500}"), 1, 1));
    bound.start();
    assertThat(MODEL.generate("Hello", free.withMaxTokens(20)).text()).isEqualTo(alone);
    assertThat(bound.text()).matches("[0-9]+");
  }

  @Test
  void theTextIsFreeUntilATriggerComes() {
    GenerationOptions greedy =
        GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(30);
    String free = MODEL.generate("Once", greedy).text();
    String word = free.substring(free.length() / 2, free.length() / 2 + 2);
    String before = free.substring(0, free.indexOf(word));
    String quoted = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    Grammar grammar = Grammar.parse("root ::= \"" + quoted + "\" \"<\" [0-9]{4} \">\"");
    GrammarUse use = new GrammarUse(grammar, List.of(new Trigger.Word(word)));
    Generation generation = MODEL.generate("Once", greedy.withGrammar(use));
    String text = generation.text();
    assertThat(text).startsWith(before + word + "<");
    assertThat(grammar.matches(text.substring(before.length()))).isTrue();
    assertThat(generation.finish()).contains(Finish.END);
  }

  @Test
  void aGrammarThatTheModelCannotWriteIsRefusedBeforeItBegins() {
    assertThatThrownBy(() -> MODEL.generate("a", with(Grammar.parse("root ::= <nothing>"), 0, 0)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("<nothing>");
  }
}
