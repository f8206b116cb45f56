package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says. */
class HubSettingsTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                          | home/.cache/huggingface/hub",
        "XDG_CACHE_HOME=xdg                        | xdg/huggingface/hub",
        "XDG_CACHE_HOME=xdg HF_HOME=hf             | hf/hub",
        "HF_HOME=~/hf                              | home/hf/hub",
        "HF_HOME=hf HF_HUB_CACHE=c                 | c",
        "HF_HOME= HF_HUB_CACHE=                    | home/.cache/huggingface/hub",
      })
  void theCacheIsWhereHuggingFacesToolsLookForIt(String environment, Path cache) {
    assertThat(settings(environment == null ? "" : environment).hubCache())
        .isEqualTo(cache.toAbsolutePath());
  }

  @Test
  void theEndpointMayEndInASlash() {
    assertThat(settings("HF_ENDPOINT=https://hub.example/a/").endpoint())
        .isEqualTo(URI.create("https://hub.example/a"));
    assertThat(settings("").endpoint()).isEqualTo(URI.create("https://huggingface.co"));
  }

  @Test
  void aTokenThatCannotBeSentIsNone() {
    assertThat(settings("HF_TOKEN=hf_x").token()).hasValue("hf_x");
    assertThat(settings("HF_TOKEN=hf\u00e9").token()).isEmpty();
    assertThat(settings("HF_HUB_OFFLINE=0").isOffline()).isFalse();
    assertThat(settings("HF_HUB_OFFLINE=ON").isOffline()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.example/x | HTTPS_PROXY=http://p:3128 HTTP_PROXY=q:80      | p:3128",
        "https://a.example/x | https_proxy=p:1 HTTPS_PROXY=q:2                | p:1",
        "http://localhost/x  | HTTP_PROXY=q                                   | q:80",
        "https://a.example/x | ALL_PROXY=http://p:1                           | p:1",
        "https://a.example/x | HTTP_PROXY=q:80                                | ",
        "https://a.example/x | HTTPS_PROXY=p:1 NO_PROXY=b.example,A.example   | ",
        "https://a.example/x | HTTPS_PROXY=p:1 no_proxy=.example              | ",
        "https://a.example/x | HTTPS_PROXY=p:1 no_proxy=*                     | ",
        "https://a.example/x | HTTPS_PROXY=p:1 no_proxy=.ample,ha.example     | p:1",
        "https://a.example:8/ | HTTPS_PROXY=p:1 no_proxy=a.example:8          | ",
        "https://a.example:9/ | HTTPS_PROXY=p:1 no_proxy=a.example:8          | p:1",
      })
  void proxiesAreThoseOfTheEnvironment(URI uri, String environment, String proxy) {
    Proxy chosen = settings(environment).proxies().select(uri).getFirst();
    assertThat(chosen.type() == Proxy.Type.DIRECT ? null : text(chosen)).isEqualTo(proxy);
  }

  private static String text(Proxy proxy) {
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return address.getHostString() + ":" + address.getPort();
  }

  @Test
  void aProxyOfAnotherKindIsRefusedWithoutItsPassword() {
    assertThatThrownBy(() ->
            settings("HTTPS_PROXY=socks5://me:secret@p:1")
                .proxies()
                .select(URI.create("https://a.example")))
        .hasMessageContaining("http://HOST:PORT")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aProxyIsToldNameAndPasswordAndNobodyElseIs(@TempDir Path home) throws IOException {
    try (FakeHub proxy = new FakeHub()) {
      proxy.with(Bench.REPOSITORY, "m-Q4_0.gguf", "x");
      Bench bench = new Bench(home, URI.create("http://localhost:1"));
      bench.environment.put("HTTP_PROXY", proxy.address().toString().replace("//", "//me:p%40ss@"));
      bench.environment.put("NO_PROXY", proxy.storageAddress().getAuthority());
      assertThat(bench.hub().find("hf:owner/repo:Q4_0")).hasContent("x");
      // printf 'me:p@ss' | base64
      assertThat(proxy.hubSaw.getFirst().header("Proxy-authorization"))
          .hasValue("Basic bWU6cEBzcw==");
      assertThat(proxy.downloads()).hasSize(1);
      assertThat(proxy.storageSaw.toString()).doesNotContain("bWU6cEBzcw==");
    }
  }

  @Test
  void aProxyIsToldNameAndPasswordBeforeItLeadsToHttps(@TempDir Path home) throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Bench bench = new Bench(home, URI.create("https://hub.example"));
      bench.environment.put("HTTPS_PROXY", "me:p%40ss@127.0.0.1:" + proxy.getLocalPort());
      CompletableFuture<List<String>> heard = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> heard.complete(refuse(proxy)));
      assertThatThrownBy(() -> bench.hub().find("hf:owner/repo:Q4_0"))
          .hasMessageContaining("proxy wants a name and a password");
      assertThat(heard.get())
          .contains("CONNECT hub.example:443 HTTP/1.1", "Proxy-Authorization: Basic bWU6cEBzcw==");
    }
  }

  /** Reads a question, says no, and gives its lines. */
  private static List<String> refuse(ServerSocket proxy) {
    try (Socket client = proxy.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
      List<String> lines = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        lines.add(line);
      }
      client
          .getOutputStream()
          .write("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HubSettings settings(String environment) {
    Map<String, String> variables =
        Arrays.stream(environment.split(" "))
            .filter(word -> word.contains("="))
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return HubSettings.of(name -> Optional.ofNullable(variables.get(name)), HOME);
  }
}
