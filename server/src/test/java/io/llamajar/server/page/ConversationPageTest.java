package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What a person does in conversations, in a real browser, with a model that says what we want. */
class ConversationPageTest extends BrowserTest {
  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void anAnswerAppearsWhileItComes() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    server.then(
        reply -> reply.says("The first half").waitsFor(seen).says(", the rest.").ends("stop"));
    browser.ask("Say something");
    browser.await(() -> browser.text(".answer .content").equals("The first half"));
    assertThat(browser.shows("#stop")).isTrue();
    assertThat(browser.find(".answer").getDomAttribute("aria-busy")).isEqualTo("true");
    seen.countDown();
    browser.awaitAnswer();
    assertThat(browser.text(".answer .content")).isEqualTo("The first half, the rest.");
    assertThat(browser.text(".answer .statistics"))
        .matches("7 tokens · [\\d.]+ tokens/s · first after [\\d.]+ s");
    assertThat(browser.text(".answer h3")).isEqualTo("scripted");
    assertThat(server.request())
        .isEqualTo(
            Map.of(
                "model",
                "scripted",
                "messages",
                List.of(Map.of("role", "user", "content", "Say something")),
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true)));
  }

  @Test
  void thoughtsAreFoldedAndCallsAreCards() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    Object begun = Map.of("name", "look", "arguments", "");
    Object more = Map.of("arguments", "{\"at\": \"it\"}");
    server.then(reply ->
        reply
            .adds(Map.of("reasoning_content", "Hm, <b>let</b>"))
            .adds(Map.of("reasoning_content", " me see."))
            .waitsFor(seen)
            .says("I look.")
            .adds(Map.of("tool_calls", List.of(Map.of("index", 0, "function", begun))))
            .adds(Map.of("tool_calls", List.of(Map.of("index", 0, "function", more))))
            .ends("tool_calls"));
    browser.ask("What is it?");
    browser.await(() -> browser.text(".answer .thoughts summary").equals("Thinking …"));
    seen.countDown();
    browser.awaitAnswer();
    assertThat(browser.text(".answer .thoughts summary")).isEqualTo("Thoughts");
    assertThat(browser.text(".answer .thoughts p")).isEmpty(); // folded
    browser.click(".answer .thoughts summary");
    assertThat(browser.text(".answer .thoughts p")).isEqualTo("Hm, <b>let</b> me see.");
    assertThat(browser.text(".answer .content")).isEqualTo("I look.");
    assertThat(browser.texts(".calls li")).containsExactly("look {\"at\": \"it\"}");
  }

  @Test
  void stoppingKeepsWhatCameAndLeavesTheServer() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    server.then(reply -> reply.says("Once upon").waitsFor(stopped).saysUntilLeft(left));
    browser.ask("Tell me a story");
    browser.await(() -> browser.text(".answer .content").equals("Once upon"));
    browser.click("#stop");
    browser.awaitAnswer();
    stopped.countDown();
    left.await();
    assertThat(browser.text(".answer .content")).isEqualTo("Once upon");
    assertThat(browser.text(".answer .statistics")).endsWith("stopped");
    assertThat(browser.focused()).isEqualTo("prompt");
  }

  @Test
  void anAnswerIsGivenAgainAndTheOldOneCanBeHadBack() throws InterruptedException {
    server.thenSays("One.").thenSays("Two.");
    browser.ask("Count");
    browser.awaitAnswer();
    browser.click(".answer .regenerate");
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Two.")));
    browser.awaitAnswer();
    assertThat(server.request()).isEqualTo(server.request());
    browser.click("#notice .button");
    assertThat(browser.texts(".answer .content")).containsExactly("One.");
  }

  @Test
  void anEditedQuestionIsAskedAndWhatFollowedItGoes() throws InterruptedException {
    server.thenSays("Paris.").thenSays("Yes.").thenSays("Rome.");
    browser.ask("The capital of France?");
    browser.awaitAnswer();
    browser.ask("Sure?");
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Paris.", "Yes.")));
    browser.awaitAnswer();
    browser.click(".question .edit");
    browser.fill(".editor textarea", "The capital of Italy?");
    browser.click(".editor [type=submit]");
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Rome.")));
    browser.awaitAnswer();
    assertThat(browser.texts(".question .content")).containsExactly("The capital of Italy?");
    server.request();
    server.request();
    assertThat(server.messages())
        .containsExactly(Map.of("role", "user", "content", "The capital of Italy?"));
  }

  @Test
  void anEditedAnswerIsWhatTheModelIsToldItSaid() throws InterruptedException {
    server.thenSays("Four.").thenSays("Fine.");
    browser.ask("2 + 2?");
    browser.awaitAnswer();
    browser.click(".answer .edit");
    browser.fill(".editor textarea", "Five.");
    browser.click(".editor [type=submit]");
    browser.ask("Really?");
    browser.await(() -> browser.texts(".answer .content").equals(List.of("Five.", "Fine.")));
    server.request();
    assertThat(server.messages()).contains(Map.of("role", "assistant", "content", "Five."));
  }

  @Test
  void conversationsOutliveTheReload() {
    server.thenSays("Hello.");
    browser.ask("Hi");
    browser.awaitAnswer();
    browser.reload();
    assertThat(browser.texts(".message .content")).containsExactly("Hi", "Hello.");
    assertThat(browser.text(".answer .statistics")).contains("tokens");
    assertThat(browser.text("#conversations a")).isEqualTo("Hi");
  }

  @Test
  void anAnswerThatTheReloadInterruptedIsKeptAsFarAsItWas() {
    CountDownLatch never = new CountDownLatch(1);
    server.then(reply -> reply.says("Half").waitsFor(never));
    browser.ask("Hi");
    browser.await(() -> browser.text(".answer .content").equals("Half"));
    browser.reload();
    assertThat(browser.texts(".message .content")).containsExactly("Hi", "Half");
    assertThat(browser.text(".answer .statistics")).endsWith("stopped");
  }

  @Test
  void severalConversationsAreRenamedDeletedAndBroughtBack() {
    for (String question : List.of("First", "Second")) {
      browser.click("#new");
      browser.await(() -> browser.all(".message").isEmpty());
      browser.ask(question);
      browser.awaitAnswer();
    }
    assertThat(browser.texts("#conversations a")).containsExactly("Second", "First");
    browser.click("#conversations li:last-child a");
    browser.await(() -> browser.text("#title").equals("First"));
    browser.click("#conversations li:last-child .rename");
    browser.type("Another name", Keys.ENTER);
    assertThat(browser.text("#title")).isEqualTo("Another name");
    browser.click("#conversations li:last-child .delete");
    browser.await(() -> browser.texts("#conversations a").equals(List.of("Second")));
    assertThat(browser.all(".message")).isEmpty();
    browser.click("#notice .button");
    browser.await(() -> browser.all("#conversations li").size() == 2);
    browser.reload();
    assertThat(browser.texts("#conversations a")).containsExactly("Second", "Another name");
  }

  @Test
  void whatIsExportedCanBeImported(@TempDir Path folder) throws IOException {
    server.thenSays("Hello.");
    browser.ask("Hi");
    browser.awaitAnswer();
    Path file = browser.download("#export", folder, "llamajar-conversations.json");
    browser.click("#conversations .delete");
    browser.await(() -> browser.all("#conversations li").isEmpty());
    browser.find("#import-file").sendKeys(file.toString());
    browser.await(() -> browser.texts("#conversations a").equals(List.of("Hi")));
    browser.click("#conversations a");
    browser.await(() -> browser.texts(".message .content").equals(List.of("Hi", "Hello.")));
    assertThat(Files.readString(file)).contains("\"llamajar-conversations\"");
  }

  @Test
  void aFileOfSomethingElseIsRefusedInWords(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "[1, 2]");
    browser.find("#import-file").sendKeys(file.toString());
    browser.await(() -> browser.text("#notice").contains("no conversations in it"));
  }

  @Test
  void theSettingsAreSentAndTheNextConversationHasThem() throws InterruptedException {
    browser.click("#open-settings");
    browser.fill("#system", "Be brief.");
    browser.fill("[name=temperature]", "0.5");
    browser.fill("[name=top_k]", "40");
    browser.fill("[name=seed]", "7");
    browser.click("#settings [type=submit]");
    browser.ask("Hi");
    browser.awaitAnswer();
    browser.click("#new");
    browser.await(() -> browser.all(".message").isEmpty());
    browser.ask("Hi again");
    browser.awaitAnswer();
    server.request();
    Map<?, ?> request = server.request();
    assertThat(request.get("messages"))
        .asInstanceOf(LIST)
        .first()
        .isEqualTo(Map.of("role", "system", "content", "Be brief."));
    assertThat(request.get("temperature")).isEqualTo(0.5);
    assertThat(request.get("top_k")).isEqualTo(40L);
    assertThat(request.get("seed")).isEqualTo(7L);
    assertThat(request.containsKey("top_p")).isFalse();
  }

  @Test
  void whatIsLeftEmptyShowsWhatTheServerDecidesAndIsNotSent() throws InterruptedException {
    browser.click("#open-settings");
    browser.await(() -> browser.hint("[name=temperature]").equals("0.3"));
    assertThat(browser.hint("[name=top_k]")).isEqualTo("0");
    assertThat(browser.hint("[name=max_tokens]")).isEmpty();
    browser.click("#settings [type=submit]");
    browser.ask("Hi");
    browser.awaitAnswer();
    assertThat(server.request().containsKey("temperature")).isFalse();
  }

  @Test
  void anImpossibleSettingIsRefusedInWords() {
    browser.click("#open-settings");
    browser.fill("[name=top_p]", "3");
    browser.click("#settings [type=submit]");
    assertThat(browser.text("#settings-wrong")).startsWith("Top-p: ");
    assertThat(browser.shows("#settings")).isTrue();
  }

  @Test
  void oneOfSeveralModelsIsPicked() throws InterruptedException {
    server.serve("small", "large");
    browser.reload();
    assertThat(browser.shows("#model")).isTrue();
    browser.find("#model").sendKeys("large");
    browser.ask("Hi");
    browser.awaitAnswer();
    assertThat(server.request().get("model")).isEqualTo("large");
  }
}
