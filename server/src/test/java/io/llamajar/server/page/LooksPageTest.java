package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page looks, wide and narrow, dark and light; it leaves photographs in target. */
class LooksPageTest extends BrowserTest {
  private static final String RICH =
      """
      A *greedy* sampler takes the **likeliest** token; see the [paper](https://example.com/p).

      ## Two ways

      1. Take the first of the sorted list.
      2. Look for the greatest with `Math.max`, which a-very-long-name-without-any-space-in-it\
      -that-would-not-fit-on-a-telephone shows.

      ```java
      // The index of the greatest of the logits, the first if several are equal, as the rule is.
      static int greatest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
          if (logits[i] > logits[best]) best = i;
        }
        return best; // "done"
      }
      ```

      | sampler | tokens/s | keeps the distribution | remembers what was said before |
      |---|--:|---|---|
      | greedy | 31.4 | no | no |
      | top-k | 30.9 | nearly | no |

      > Nothing is chosen by luck.
      """;

  // The least contrast of any text that is shown with what lies behind it, and whose it is.
  private static final String LEAST_CONTRAST =
      """
      const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
      const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      };
      const light = (colour) => rgba(colour).slice(0, 3)
        .map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const behind = (element) => {
        const ground = getComputedStyle(element).backgroundColor;
        return rgba(ground)[3] === 255 ? ground : behind(element.parentElement);
      };
      let least = [21, ""];
      for (const element of document.body.querySelectorAll("*")) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !element.checkVisibility({visibilityProperty: true})) continue;
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < least[0]) least = [contrast, element.outerHTML.slice(0, 100)];
      }
      return least[0] + " " + least[1];
      """;

  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.log()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1280, 860, light", "1280, 860, dark", "320, 640, light", "320, 640, dark"})
  void nothingIsCutOffAndAllCanBeRead(int width, int height, String scheme) {
    String name = scheme + "-" + width + "-";
    browser.emulate(width, height, scheme);
    browser.open(server.address());
    assertFits(width);
    browser.photograph(name + "welcome");
    server.thenSays(RICH);
    browser.ask("How does a model that has no luck at all choose its next word? Show it in Java.");
    browser.awaitAnswer();
    browser.photograph(name + "end");
    browser.script("document.getElementById('messages').scrollTop = 0");
    browser.await(() -> browser.shows("#to-end"));
    browser.photograph(name + "conversation");
    assertFits(width);
    assertReadable();
    browser.click(".answer .edit");
    browser.photograph(name + "edit");
    browser.click("#open-settings");
    browser.photograph(name + "settings");
    assertFits(width);
    assertReadable();
  }

  @Test
  void aFailureCanBeRead() {
    browser.emulate(320, 640, "dark");
    browser.open(server.address());
    server.then(reply -> reply.says("Half an answer").fails("There is no memory left"));
    browser.ask("Hi");
    browser.await(() -> browser.shows(".failure .retry"));
    browser.photograph("failure");
    assertReadable();
  }

  @Test
  void anAnswerOnItsWayIsPhotographed() {
    browser.emulate(1280, 860, "light");
    browser.open(server.address());
    server.then(reply -> reply.says("Once upon a time").waitsFor(new CountDownLatch(1)));
    browser.ask("Tell me a story");
    browser.await(() -> browser.text(".answer .content").equals("Once upon a time"));
    browser.photograph("answering");
    assertReadable();
    browser.click("#stop");
    browser.awaitAnswer();
  }

  @Test
  void onAPhoneTheListOfConversationsLiesOverThePage() {
    browser.emulate(320, 640, "light");
    browser.open(server.address());
    browser.ask("Hi");
    browser.awaitAnswer();
    assertThat(browser.shows("#sidebar")).isFalse();
    browser.click("#open-sidebar");
    browser.await(() -> browser.shows("#new"));
    assertThat(browser.focused()).isEqualTo("close-sidebar");
    browser.await(() -> browser.script("return document.getAnimations().length").equals(0L));
    browser.photograph("phone-list");
    assertFits(320);
    browser.click("#conversations a");
    browser.await(() -> !browser.shows("#sidebar"));
    assertThat(browser.focused()).isEqualTo("open-sidebar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void theSwitchTurnsDarkAndLightAndIsRemembered(String system) {
    browser.emulate(1280, 860, system);
    browser.open(server.address());
    String before = ground();
    browser.click("#theme");
    assertThat(ground()).isNotEqualTo(before);
    browser.reload();
    assertThat(ground()).isNotEqualTo(before);
    browser.click("#theme");
    assertThat(ground()).isEqualTo(before);
    assertThat(browser.script("return localStorage.length")).isEqualTo(0L);
  }

  @Test
  void whoWantsLessMotionGetsNone() {
    browser.emulate(1280, 860, "light");
    browser.prefer("prefers-reduced-motion", "reduce");
    browser.open(server.address());
    server.then(reply -> reply.waitsFor(new CountDownLatch(1)));
    browser.ask("Hi");
    browser.await(() -> browser.shows(".waiting"));
    assertThat(browser.script("return document.getAnimations().length")).isEqualTo(0L);
    browser.click("#stop");
    browser.awaitAnswer();
  }

  private String ground() {
    return (String) browser.script("return getComputedStyle(document.body).backgroundColor");
  }

  private void assertFits(int width) {
    assertThat((Long) browser.script("return document.scrollingElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
    assertThat(
            browser.script(
                """
                return [...document.querySelectorAll("body *")]
                  .filter((e) => !e.closest(".scrolling, .code pre, .unseen, .skip, [inert], svg"))
                  .filter((e) => e.checkVisibility({visibilityProperty: true}))
                  .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
                  .map((e) => e.outerHTML.slice(0, 100))
                """))
        .isEqualTo(List.of());
  }

  private void assertReadable() {
    String least = (String) browser.script(LEAST_CONTRAST);
    assertThat(Double.parseDouble(least.split(" ")[0])).as(least).isGreaterThanOrEqualTo(4.5);
  }
}
