package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What the page says and offers when the server cannot answer. */
class TroublePageTest extends BrowserTest {
  @Test
  void aRefusalIsShownInWordsAndCanBeTriedAgain() {
    server.then(reply -> reply.refuses(400, "The prompt is too long", "X-A", "b"));
    server.thenSays("Now it works.");
    browser.ask("Hi");
    browser.await(() -> browser.shows(".answer .failure"));
    assertThat(browser.text(".answer .failure p")).isEqualTo("The prompt is too long.");
    browser.awaitAnswer();
    browser.click(".answer .retry");
    browser.await(() -> browser.text(".answer .content").equals("Now it works."));
    assertThat(browser.all(".message")).hasSize(2);
    assertThat(browser.shows(".answer .failure")).isFalse();
  }

  @Test
  void aBusyServerSaysWhenToComeBack() {
    server.then(reply -> reply.refuses(503, "", "Retry-After", "5"));
    browser.ask("Hi");
    browser.await(() -> browser.shows(".answer .failure"));
    assertThat(browser.text(".answer .failure p"))
        .isEqualTo("The server is busy. Try again in 5 s.");
  }

  @Test
  void aFailureInMidStreamKeepsWhatCame() {
    server.then(reply -> reply.says("Half").fails("The model is gone"));
    browser.ask("Hi");
    browser.await(() -> browser.shows(".answer .failure"));
    assertThat(browser.text(".answer .content")).isEqualTo("Half");
    assertThat(browser.text(".answer .failure p")).isEqualTo("The model is gone.");
  }

  @Test
  void aStreamThatEndsTooSoonIsNotTakenForAnAnswer() {
    server.then(reply -> reply.says("Half"));
    browser.ask("Hi");
    browser.await(() -> browser.shows(".answer .failure"));
    assertThat(browser.text(".answer .failure p")).startsWith("The answer broke off");
  }

  @Test
  void aServerThatIsGoneIsSaidToBe() {
    server.close();
    browser.ask("Hi");
    browser.await(() -> browser.shows(".answer .failure"));
    assertThat(browser.text(".answer .failure p")).contains("cannot be reached");
  }

  @Test
  void aQuestionThatFailedIsAskedTogetherWithTheNext() throws InterruptedException {
    server.then(reply -> reply.refuses(500, "Broken"));
    browser.ask("One");
    browser.await(() -> browser.shows(".answer .failure"));
    browser.awaitAnswer();
    browser.ask("Two");
    browser.await(() -> browser.all(".answer").size() == 2);
    server.request();
    assertThat(server.messages()).containsExactly(Map.of("role", "user", "content", "One\n\nTwo"));
  }

  @Test
  void theKeyIsAskedForWhenTheServerWantsOne() {
    server.wantKey("open sesame");
    browser.open(server.address());
    browser.await(() -> browser.shows("#key"));
    browser.photograph("key");
    browser.type("open sesame", Keys.ENTER);
    browser.await(() -> browser.text("#only-model").equals("scripted"));
    server.thenSays("Come in.");
    browser.ask("Hi");
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Come in.")));
  }

  @Test
  void aKeyThatTheServerForgotIsAskedForAgainAndTheQuestionRepeated() {
    server.wantKey("open sesame");
    server.thenSays("Come in.");
    browser.ask("Hi");
    browser.await(() -> browser.shows("#key"));
    browser.type("wrong", Keys.ENTER);
    browser.await(() -> browser.value("#key-field").isEmpty()); // it is asked for again
    browser.await(() -> browser.shows("#key") && browser.focused().equals("key-field"));
    browser.type("open sesame", Keys.ENTER);
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Come in.")));
    assertThat(browser.script("return JSON.stringify(localStorage)").toString())
        .doesNotContain("sesame");
  }
}
