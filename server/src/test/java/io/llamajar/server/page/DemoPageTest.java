package io.llamajar.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.ModelOptions;
import io.llamajar.gguf.GgufSource;
import io.llamajar.server.Models;
import io.llamajar.server.Server;
import io.llamajar.server.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page, the server and a real model together. */
class DemoPageTest {
  private static final GgufSource DEMO =
      GgufSource.of(Path.of("..", "models", "demo", "llamajar-demo-q8_0.gguf"));

  @Test
  void aPersonChatsWithTheDemoModel() {
    List<Models.Source> sources = List.of(new Models.Source("demo", DEMO));
    ServerOptions options = ServerOptions.defaults().withAddress(ServerOptions.HOST, 0);
    try (Models models = new Models(sources, ModelOptions.defaults(), Long.MAX_VALUE, text -> {});
        Server server = Server.start(options, models, text -> {});
        Browser browser = Browser.start()) {
      browser.emulate(1280, 860, "light");
      browser.open(server.uri().toString());
      browser.click("#open-settings");
      browser.await(() -> browser.hint("[name=temperature]").equals("0.8"));
      browser.fill("[name=temperature]", "0");
      browser.click("#settings [type=submit]");
      browser.ask("Tell me a story about a llama.");
      browser.awaitAnswer();
      assertThat(browser.text(".answer .content")).startsWith("Once upon a time there was");
      assertThat(browser.text(".answer h3")).isEqualTo("demo");
      assertThat(browser.text(".answer .statistics")).contains("tokens/s", "first after");
      String story = browser.text(".answer .content");
      browser.photograph("demo");
      browser.click(".answer .regenerate");
      browser.awaitAnswer();
      assertThat(browser.texts(".answer .content")).containsExactly(story);
      browser.reload();
      assertThat(browser.texts(".answer .content")).containsExactly(story);
      assertThat(browser.log()).isEmpty();
    }
  }
}
