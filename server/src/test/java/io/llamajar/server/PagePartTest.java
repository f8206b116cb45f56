package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the web page is sent. */
class PagePartTest {
  private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"");

  private Demo demo;

  @BeforeEach
  void start() {
    demo = Demo.start(options -> options.withKeys(List.of("a key")));
  }

  @AfterEach
  void end() {
    demo.close();
  }

  private HttpResponse<String> page(String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
    return demo.get("/", all.toArray(String[]::new));
  }

  @Test
  void otherClientsAreToldThatItRuns() {
    for (String accepted : List.of("*/*", "application/json")) {
      HttpResponse<String> reply = demo.get("/", "Accept", accepted);
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("Ollama is running");
    }
    HttpResponse<String> head = demo.send(demo.request("/").HEAD().build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).hasValue("17");
    assertThat(page().headers().firstValue("Vary")).hasValue("Accept");
  }

  @Test
  void thePageIsShownToThoseWithoutAKey() {
    HttpResponse<String> page = page();
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.body()).contains("<title>Llamajar</title>");
    assertThat(demo.get("/v1/models").statusCode()).isEqualTo(401);
  }

  @Test
  void thePageRunsAndSpeaksToNothingElse() {
    HttpResponse<String> page = page();
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow().split("; "))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body()).doesNotContain("http://", "https://", "style=\"", " onclick");
  }

  @Test
  void everyFileThatThePageNamesMayBeKeptForGood() {
    List<String> named =
        NAMED.matcher(page().body()).results().map(result -> result.group(1)).toList();
    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(path -> {
          HttpResponse<String> file = demo.get("/" + path);
          assertThat(file.statusCode()).isEqualTo(200);
          assertThat(file.headers().firstValue("Cache-Control").orElseThrow())
              .contains("immutable");
          assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        });
  }

  @Test
  void everyModuleThatAModuleNamesIsThere() {
    String page = page().body();
    String folder = NAMED.matcher(page).results().map(r -> r.group(1)).findFirst().orElseThrow();
    folder = "/" + folder.substring(0, folder.lastIndexOf('/') + 1);
    Pattern imported = Pattern.compile("from \"\\./([^\"]+)\"");
    for (String module : List.of("page.js", "markdown.js", "chat.js", "sidebar.js")) {
      for (MatchResult name :
          imported.matcher(demo.get(folder + module).body()).results().toList()) {
        assertThat(demo.get(folder + name.group(1)).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void whoHasThePageIsNotSentItAgain() {
    String tag = page().headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = page("If-None-Match", "W/\"x\", " + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(page("If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @Test
  void filesThatAreNotOfThePageAreNotFound() {
    for (String path : List.of("/page/", "/page/x/page.js", "/page/../pom.xml", "/index.html")) {
      assertThat(demo.get(path, "Authorization", "Bearer a key").statusCode()).isEqualTo(404);
    }
  }
}
