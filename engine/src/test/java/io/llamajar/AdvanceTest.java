package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that read together get the bits that each of them gets alone. */
class AdvanceTest {
  private static final int[] LENGTHS = {17, 1, 400, 130, 300}; // more than goes into a pass
  private static final int CONTEXT = 500;

  private Model model;
  private final List<Session> sessions = new ArrayList<>();
  private final List<int[]> texts = new ArrayList<>();

  @BeforeEach
  void openSessions() {
    model = open();
    Random random = new Random(3);
    for (int length : LENGTHS) {
      sessions.add(model.session());
      texts.add(random.ints(length, 0, model.vocabularySize()).toArray());
    }
  }

  @AfterEach
  void close() {
    sessions.forEach(Session::close);
    model.close();
  }

  private static Model open() {
    ModelOptions options = ModelOptions.defaults().withThreads(2).withContext(CONTEXT);
    return Model.open(GgufSource.of(Kit.path("models/stories260K.gguf")), options);
  }

  @Test
  void neighboursDoNotMatter() {
    List<List<byte[]>> together = new ArrayList<>();
    model.advance(sessions, texts);
    sessions.forEach(session -> together.add(new ArrayList<>(List.of(logits(session)))));
    for (int step = 0; step < 20; step++) {
      model.advance(sessions, next(step));
      for (int i = 0; i < sessions.size(); i++) {
        together.get(i).add(logits(sessions.get(i)));
      }
    }
    for (int i = 0; i < sessions.size(); i++) {
      try (Session alone = model.session()) {
        model.advance(List.of(alone), texts.subList(i, i + 1));
        assertThat(together.get(i).getFirst()).isEqualTo(logits(alone));
        for (int step = 0; step < 20; step++) {
          model.advance(List.of(alone), new int[] {next(step)[i]});
          assertThat(together.get(i).get(step + 1)).isEqualTo(logits(alone));
        }
        assertThat(alone.length()).isEqualTo(LENGTHS[i] + 20);
      }
    }
  }

  @Test
  void logitsAreThoseOfTheLastTokenHoweverItWasRead() {
    Session one = sessions.getFirst();
    int[] text = texts.getFirst();
    one.logprobs(text, (position, row) -> {});
    byte[] expected = logits(one);
    model.advance(sessions, texts.stream().map(t -> text).toList());
    assertThat(logits(sessions.getLast())).isEqualTo(expected);
  }

  @Test
  void noneReadsWhereOneCannot() {
    model.advance(sessions, texts);
    byte[] before = logits(sessions.getFirst());
    List<int[]> tooLong = new ArrayList<>(texts);
    tooLong.set(2, new int[101]);
    assertRefused(tooLong, "context of 500 tokens is full");
    tooLong.set(2, new int[0]);
    assertRefused(tooLong, "text is empty");
    tooLong.set(2, new int[] {1, 2, -1});
    assertRefused(tooLong, "token -1 is out of range");
    for (int i = 0; i < LENGTHS.length; i++) {
      assertThat(sessions.get(i).length()).isEqualTo(LENGTHS[i]);
    }
    assertThat(logits(sessions.getFirst())).isEqualTo(before);
  }

  private void assertRefused(List<int[]> wrong, String message) {
    assertThatThrownBy(() -> model.advance(sessions, wrong))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(message);
  }

  @Test
  void misuseIsNoticed() {
    Session one = sessions.getFirst();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.advance(List.of(one, one), new int[] {1, 2}));
    assertThatIllegalArgumentException().isThrownBy(() -> model.advance(List.of(one), new int[2]));
    try (Model other = open();
        Session stranger = other.session()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.advance(List.of(one, stranger), new int[] {1, 2}));
    }
    assertThat(one.length()).isZero();
    sessions.getLast().close();
    assertThatIllegalStateException().isThrownBy(() -> model.advance(sessions, texts));
    assertThat(one.length()).isZero();
  }

  private static int[] next(int step) {
    int[] tokens = new int[LENGTHS.length];
    Arrays.setAll(tokens, i -> 7 * step + 11 * i + 3);
    return tokens;
  }

  private static byte[] logits(Session session) {
    return session.logits().toArray(ValueLayout.JAVA_BYTE);
  }
}
