package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.ModelOptions;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several models: each is opened when it is asked for, and closed when another needs room. */
class ModelsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final long BUDGET = 4L << 20;
  private static final ModelOptions OPTIONS = Demo.MODEL.withMemory(BUDGET);
  private static final long ROOM_FOR_ONE = BUDGET + (5L << 20);

  @Test
  void theModelOfARequestAnswersIt() {
    try (Demo demo =
        Demo.start(options -> options, Demo.models(OPTIONS, Long.MAX_VALUE, "one", "two"))) {
      HttpResponse<String> list = demo.get("/v1/models");
      assertThat(Demo.at(list, "data", 0, "id")).isEqualTo("one");
      assertThat(Demo.at(list, "data", 1, "id")).isEqualTo("two");
      assertThat(demo.models.opened()).isEmpty();
      assertThat(Demo.at(ask(demo, "two"), "model")).isEqualTo("two");
      assertThat(demo.models.opened()).containsOnlyKeys("two");
      assertThat(Demo.at(demo.post(CHAT, Demo.question("")), "model")).isEqualTo("one");
      HttpResponse<String> none = ask(demo, "three");
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(Demo.at(none, "error", "code")).isEqualTo("model_not_found");
    }
  }

  private static HttpResponse<String> ask(Demo demo, String model) {
    return demo.post(CHAT, Demo.question(", \"model\": \"" + model + "\""));
  }

  @Test
  void aSingleModelAnswersToAnyName() {
    try (Demo demo = Demo.start()) {
      assertThat(Demo.at(ask(demo, "gpt-4o"), "model")).isEqualTo("demo");
    }
  }

  @Test
  void theModelUsedLeastRecentlyMakesRoom() {
    try (Models models = Demo.models(OPTIONS, 2 * ROOM_FOR_ONE, "one", "two", "three")) {
      models.use(Optional.of("one")).close();
      models.use(Optional.of("two")).close();
      models.use(Optional.of("one")).close();
      assertThat(models.opened()).containsOnlyKeys("one", "two");
      models.use(Optional.of("three")).close();
      assertThat(models.opened()).containsOnlyKeys("one", "three");
    }
  }

  @Test
  void aModelInUseStaysOpen() {
    try (Models models = Demo.models(OPTIONS, ROOM_FOR_ONE, "one", "two")) {
      try (Models.Lease lease = models.use(Optional.of("one"))) {
        assertThatThrownBy(() -> models.use(Optional.of("two")))
            .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(503));
        assertThat(lease.model().load().running()).isZero();
      }
      models.use(Optional.of("two")).close();
      assertThat(models.opened()).containsOnlyKeys("two");
    }
  }

  @Test
  void twoModelsNeedTwoNames() {
    assertThatThrownBy(() -> Demo.models(OPTIONS, Long.MAX_VALUE, "one", "one"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("'one'");
  }
}
