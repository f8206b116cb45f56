package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.Specials;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that are used in a way that they are not meant for notice it, and recover. */
class SessionTest {
  private static final String BEGIN = "Once upon a time";
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(30);

  private Model model;
  private Session session;

  @BeforeEach
  void openStories() {
    model =
        Model.open(
            GgufSource.of(Kit.path("models/stories260K.gguf")),
            ModelOptions.defaults().withThreads(2));
    session = model.session();
  }

  @AfterEach
  void close() {
    session.close();
    model.close();
  }

  @Test
  void readingTokenByTokenGivesWhatAGreedyGenerationGives() {
    Generation generation = model.generate(BEGIN, GREEDY);
    generation.text();
    int[] expected = generation.tokens();

    session.truncate(0);
    session.read(model.tokenizer().encode(BEGIN, Specials.ADDED_AND_PARSED));
    for (int token : expected) {
      assertThat(session.likeliest()).isEqualTo(token);
      session.read(token);
    }
  }

  @Test
  void whatIsForgottenCanBeReadAgain() {
    session.read(1, 2, 3, 4);
    int following = session.likeliest();
    session.truncate(2);
    assertThat(session.length()).isEqualTo(2);
    session.read(3, 4);
    assertThat(session.likeliest()).isEqualTo(following);
  }

  @Test
  void readingBeyondTheContextOrTheVocabularyChangesNothing() {
    session.read(1, 2);
    assertThatThrownBy(() -> session.read(new int[model.context() - 1]))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("The context of 512 tokens is full");
    assertThatThrownBy(() -> session.read(3, -1)).isInstanceOf(LlamajarException.class);
    assertThat(session.length()).isEqualTo(2);
  }

  @Test
  void aGenerationThatWasCancelledBeforeItBeganIsEmpty() {
    Generation generation = model.generate(BEGIN, GREEDY);
    generation.cancel();
    assertThat(generation.text()).isEmpty();
    assertThat(generation.finish()).contains(Finish.CANCELLED);
    assertThat(generation.tokens()).isEmpty();
  }

  @Test
  void whatAReaderThrowsEndsItsTextAndHarmsNobody() {
    String whole = model.generate(BEGIN, GREEDY).text();
    Generation generation = model.generate(BEGIN, GREEDY);
    assertThatThrownBy(() ->
            generation.forEach(piece -> {
              throw new UnsupportedOperationException(piece);
            }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(generation.finish()).contains(Finish.CANCELLED);
    assertThat(generation.text()).isEmpty();
    assertThat(model.generate(BEGIN, GREEDY).text()).isEqualTo(whole);
  }

  @Test
  void aReaderOfLogprobsMayUseTheModel() {
    String alone = model.generate(BEGIN, GREEDY).text();
    float[][] rows = new float[3][];
    try (Session other = model.session()) {
      session.logprobs(
          new int[] {1, 2, 3},
          (position, row) -> {
            assertThat(model.generate(BEGIN, GREEDY).text()).isEqualTo(alone);
            rows[position] = row.clone();
          });
      other.logprobs(
          new int[] {1, 2, 3}, (position, row) -> assertThat(row).isEqualTo(rows[position]));
    }
  }

  @Test
  void aClosedSessionSaysSo() {
    session.read(1);
    session.close();
    session.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> session.read(2))
        .withMessageContaining("session was closed");
  }

  @Test
  void aClosedModelSaysSo() {
    Generation generation = model.generate(BEGIN, GREEDY);
    generation.next();
    model.close();
    model.close();
    assertThatIllegalStateException()
        .isThrownBy(generation::text)
        .withMessageContaining("model was closed");
  }

  @Test
  void closingASessionInUseEndsWhatItDoesInAnException() throws InterruptedException {
    assertEnds(session::close, i -> session.logprobs(new int[] {1, i % 500}, (at, row) -> {}));
  }

  @Test
  void closingAModelInUseEndsWhatItDoesInAnException() throws InterruptedException {
    assertEnds(model::close, i -> model.generate(new int[] {1, i % 500}, GREEDY).text());
  }

  private static void assertEnds(Runnable close, IntConsumer use) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(5);
    CompletableFuture<Void> user =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; ; i++) {
            begun.countDown();
            use.accept(i);
          }
        });
    begun.await();
    close.run();
    assertThatThrownBy(user::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
