package io.llamajar.server.page;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Gives the tests of a class one browser, and each of them a server of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserTest {
  Browser browser;
  ScriptedServer server;

  @BeforeAll
  void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  void endBrowser() {
    Optional.ofNullable(browser).ifPresent(Browser::close);
  }

  /** On a port of its own, for which the browser has kept nothing. */
  @BeforeEach
  void openPage() throws IOException {
    server = new ScriptedServer();
    browser.emulate(1280, 860, "light");
    browser.open(server.address());
  }

  @AfterEach
  void endServer() {
    server.close();
  }
}
