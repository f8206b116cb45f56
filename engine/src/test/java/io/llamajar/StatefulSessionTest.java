package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose states cannot be taken back token by token say the same, to the bit, as if all had
 * been read anew.
 */
@ParameterizedClass
@ValueSource(strings = {"lfm2", "mamba2", "granitehybrid", "qwen3next", "qwen35"})
class StatefulSessionTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(12);

  private final Model model;
  private final Session session;
  private final int[] text;

  StatefulSessionTest(String name) {
    model =
        Model.open(
            GgufSource.of(Kit.path("models/" + name + ".gguf")),
            ModelOptions.defaults().withThreads(2));
    session = model.session();
    text = new Random(3).ints(100, 3, model.vocabularySize()).toArray();
  }

  @AfterEach
  void close() {
    session.close();
    model.close();
  }

  private float[] logits() {
    return session.logits().toArray(ValueLayout.JAVA_FLOAT);
  }

  /** The logits after a text that was read at once. */
  private float[] fresh(int[] tokens) {
    try (Session other = model.session()) {
      other.read(tokens);
      return other.logits().toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private int[] beginning(int length) {
    return Arrays.copyOf(text, length);
  }

  /** A beginning of the text, then other tokens. */
  private int[] branch(int common, int more) {
    int[] tokens = beginning(common + more);
    for (int i = common; i < tokens.length; i++) {
      tokens[i] = (text[i] + 1) % model.vocabularySize();
    }
    return tokens;
  }

  private Generation generate(int[] prompt) {
    Generation generation = model.generate(prompt, GREEDY);
    generation.text();
    try (Session other = model.session()) {
      other.read(prompt);
      for (int token : generation.tokens()) {
        assertThat(other.likeliest()).isEqualTo(token);
        other.read(token);
      }
    }
    return generation;
  }

  private static int cached(Generation generation) {
    return generation.statistics().cachedTokens();
  }

  @Test
  void whatIsForgottenCanBeReadAgain() {
    session.read(text);
    float[] all = logits();
    assertThat(all).isEqualTo(fresh(text));
    for (int length : List.of(99, 100, 57, 56, 1, 0)) {
      session.truncate(Math.min(length, session.length()));
      assertThat(session.length()).isEqualTo(length < 100 ? length : 99);
      for (int i = session.length(); i < text.length; i++) {
        session.read(text[i]);
      }
      assertThat(logits()).isEqualTo(all);
      session.truncate(99);
    }
  }

  @Test
  void whatFollowsOnATruncatedTextDoesNotDependOnWhatWasForgotten() {
    session.read(text);
    session.truncate(40);
    int[] other = branch(40, 30);
    session.read(Arrays.copyOfRange(other, 40, 70));
    assertThat(logits()).isEqualTo(fresh(other));
  }

  @Test
  void aPromptIsReadAgainFromWhereItsStateIsKnown() {
    assertThat(cached(generate(beginning(60)))).isZero();
    assertThat(cached(generate(beginning(60)))).as("all but the last token").isEqualTo(59);
    assertThat(cached(generate(branch(50, 20)))).as("all but an ending").isEqualTo(43);
    assertThat(cached(generate(branch(20, 30)))).isZero();
  }

  @Test
  void anAnswerThatAPromptRepeatsIsNotReadAgain() {
    int[] prompt = beginning(30);
    for (int turn = 0; turn < 6; turn++) {
      Generation generation = generate(prompt);
      int[] answer = generation.tokens();
      assertThat(cached(generation)).isGreaterThanOrEqualTo(turn == 0 ? 0 : prompt.length - 8);
      // The last token of an answer has not been read.
      int[] next = Arrays.copyOf(prompt, prompt.length + answer.length + 5);
      System.arraycopy(answer, 0, next, prompt.length, answer.length);
      System.arraycopy(text, 10 * turn, next, next.length - 5, 5);
      prompt = next;
    }
  }

  @Test
  void sequencesThatAreReadTogetherDoNotSeeEachOther() {
    try (Session second = model.session();
        Session third = model.session()) {
      session.read(beginning(5));
      List<int[]> texts = List.of(Arrays.copyOfRange(text, 5, 64), branch(0, 1), branch(10, 20));
      model.advance(List.of(session, second, third), texts);
      assertThat(logits()).isEqualTo(fresh(beginning(64)));
      assertThat(second.logits().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(fresh(branch(0, 1)));
      assertThat(third.logits().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(fresh(branch(10, 20)));
    }
  }
}
