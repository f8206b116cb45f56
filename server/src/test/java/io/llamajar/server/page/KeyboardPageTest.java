package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** That the page can be used without a mouse, and without seeing it. */
class KeyboardPageTest extends BrowserTest {
  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void writingStartsAtOnceAndShiftEnterStartsALine() throws InterruptedException {
    assertThat(browser.focused()).isEqualTo("prompt");
    browser.find("#prompt").sendKeys("One", Keys.chord(Keys.SHIFT, Keys.ENTER), "two");
    assertThat(browser.value("#prompt")).isEqualTo("One\ntwo");
    browser.type(Keys.ENTER);
    browser.awaitAnswer();
    assertThat(browser.text(".question .content")).isEqualTo("One\ntwo");
    assertThat(browser.value("#prompt")).isEmpty();
    assertThat(browser.focused()).isEqualTo("prompt");
  }

  @Test
  void escapeStopsTheAnswer() {
    server.then(reply -> reply.says("Half").waitsFor(new CountDownLatch(1)));
    browser.type("Go", Keys.ENTER);
    browser.await(() -> browser.text(".answer .content").equals("Half"));
    browser.type(Keys.ESCAPE);
    browser.awaitAnswer();
    assertThat(browser.text(".answer .statistics")).endsWith("stopped");
  }

  @Test
  void tabGoesThroughThePageInItsOrder() {
    browser.type("Hi", Keys.ENTER);
    browser.awaitAnswer();
    browser.script("document.activeElement.blur(); document.body.focus()");
    browser.script("document.getElementById('skip').focus()");
    List<String> order = new ArrayList<>();
    while (!browser.focused().equals("send") && order.size() < 30) {
      order.add(browser.focused());
      browser.type(Keys.TAB);
    }
    assertThat(order)
        .containsSubsequence(
            "skip",
            "new",
            "a",
            "icon-button rename",
            "icon-button delete",
            "export",
            "import",
            "open-settings",
            "theme",
            "messages",
            "icon-button copy",
            "icon-button edit",
            "icon-button regenerate",
            "prompt");
  }

  @Test
  void theSkipLinkLeadsToTheMessageBox() {
    browser.script("document.getElementById('skip').focus()");
    browser.type(Keys.ENTER);
    assertThat(browser.focused()).isEqualTo("prompt");
  }

  @Test
  void settingsAreOpenedFilledAndClosedByKeyboard() {
    browser.script("document.getElementById('open-settings').focus()");
    browser.type(Keys.ENTER);
    assertThat(browser.focused()).isEqualTo("system");
    browser.type("Be brief.", Keys.TAB, "0.3", Keys.ENTER);
    assertThat(browser.shows("#settings")).isFalse();
    assertThat(browser.focused()).isEqualTo("open-settings");
    browser.type(Keys.ENTER, Keys.ESCAPE);
    assertThat(browser.shows("#settings")).isFalse();
  }

  @Test
  void escapeLeavesAMessageAsItWas() {
    browser.type("Hi", Keys.ENTER);
    browser.awaitAnswer();
    browser.script("document.querySelector('.question .edit').focus()");
    browser.type(Keys.ENTER, "something else", Keys.ESCAPE);
    assertThat(browser.text(".question .content")).isEqualTo("Hi");
    assertThat(browser.focused()).isEqualTo("icon-button edit");
  }

  @Test
  void anAnswerIsSpokenOnceWhenItIsComplete() {
    browser.script(
        """
        window.heard = [];
        const spoken = document.getElementById("spoken");
        new MutationObserver(() => heard.push(spoken.textContent))
          .observe(spoken, {childList: true});
        """);
    server.thenSays("An answer of several pieces.");
    browser.type("Hi", Keys.ENTER);
    browser.awaitAnswer();
    assertThat(browser.script("return heard"))
        .isEqualTo(List.of("The model is answering.", "Answer: An answer of several pieces."));
    assertThat(browser.all("#messages [aria-live], #messages[aria-live]")).isEmpty();
  }

  @Test
  void everyControlHasAName() {
    browser.type("Hi", Keys.ENTER);
    browser.awaitAnswer();
    assertThat(browser.all("button, input, select, textarea, a"))
        .filteredOn(element -> element.isDisplayed())
        .isNotEmpty()
        .allSatisfy(element -> assertThat(element.getAccessibleName()).isNotBlank());
  }
}
