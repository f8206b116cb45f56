package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** How the model's Markdown is drawn, and that nothing in it is obeyed. */
class MarkdownPageTest extends BrowserTest {
  private static final String HOSTILE =
      """
      <script>window.harmed = 1</script>
      <img src="x" onerror="window.harmed = 2">

      ![x](https://example.com/x.png "onerror=alert(1)")
      [a](javascript:window.harmed=3) [b](data:text/html,<script>window.harmed=4</script>)
      [c](https://example.com/" onmouseover="window.harmed=5)

      <svg onload="window.harmed = 6"><style>body { display: none }</style></svg>

      ```html" onclick="window.harmed=7
      </code></pre><script>window.harmed = 8</script>
      ```

      <form action="https://example.com/"><input name="key"></form>
      <iframe srcdoc="<script>parent.harmed = 9</script>"></iframe>
      """;

  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void whatTheModelWritesIsDrawn() {
    server.thenSays(
        """
        # Title

        Some *emphasis*, `code` and a [link](https://example.com/).

        | a | b |
        |---|--:|
        | 1 | 2 |

        5. five

        - [x] done
        - [ ] not done

        ```java
        int answer = 42; // why
        ```
        """);
    browser.ask("Show me");
    browser.awaitAnswer();
    assertThat(browser.text(".answer .content h1")).isEqualTo("Title");
    assertThat(browser.text(".answer em")).isEqualTo("emphasis");
    assertThat(browser.texts(".answer td")).containsExactly("1", "2");
    assertThat(browser.find(".answer td + td").getCssValue("text-align")).isEqualTo("end");
    assertThat(browser.find(".answer ol").getDomAttribute("start")).isEqualTo("5");
    assertThat(browser.texts(".answer ul li")).containsExactly("☑ done", "☐ not done");
    assertThat(browser.text(".answer .code-top span")).isEqualTo("java");
    assertThat(browser.text(".answer .hljs-comment")).isEqualTo("// why");
    assertThat(browser.find(".answer .content a").getDomAttribute("rel")).contains("noopener");
  }

  @Test
  void codeIsCopiedByItsButton() {
    server.thenSays("```\nsome code\n```");
    browser.ask("Show me");
    browser.awaitAnswer();
    browser.click(".answer .code button");
    browser.await(() -> browser.text("#notice").equals("Copied."));
    browser.find("#prompt").sendKeys(Keys.chord(Keys.CONTROL, "v"));
    assertThat(browser.value("#prompt").strip()).isEqualTo("some code");
  }

  @Test
  void hostileMarkdownDoesNothing() {
    server.thenSays(HOSTILE);
    browser.ask(HOSTILE.replace("\n", " "));
    browser.awaitAnswer();
    assertHarmless();
  }

  @Test
  void hostileConversationsInAFileDoNothing(@TempDir Path folder) throws IOException {
    String text = Json.write(HOSTILE);
    Path file = folder.resolve("hostile.json");
    Files.writeString(
        file,
        """
        {"format": "llamajar-conversations", "version": 1, "conversations": [{"id": "<b>", \
        "title": %1$s, "model": %1$s, "system": 3, "sampling": {"seed": "x"}, "messages": [\
        {"role": "user", "content": %1$s}, {"role": "assistant", "content": %1$s, \
        "model": %1$s, "failure": %1$s, "pace": {"tokens": "<i>"}}, 5, null]}]}
        """
            .formatted(text));
    browser.find("#import-file").sendKeys(file.toString());
    browser.await(() -> browser.shows("#conversations a"));
    browser.click("#conversations a");
    browser.await(() -> browser.all(".message").size() == 4);
    assertHarmless();
  }

  private void assertHarmless() {
    assertThat(browser.script("return String(window.harmed)")).isEqualTo("undefined");
    assertThat(browser.all("#list :is(script, img, iframe, style, input, svg[onload])")).isEmpty();
    assertThat(browser.all("#list .content form")).isEmpty();
    assertThat(browser.all("#list .content a"))
        .allSatisfy(link -> assertThat(link.getDomAttribute("href")).startsWith("https://"));
    assertThat(
            browser.script(
                """
                return [...document.querySelectorAll("#list .content *")]
                  .flatMap((element) => element.getAttributeNames())
                  .filter((name) => name.startsWith("on") || name === "style" || name === "src")
                """))
        .asInstanceOf(LIST)
        .isEmpty();
    assertThat(browser.text(".answer .content")).contains("<script>window.harmed = 1</script>");
  }
}
