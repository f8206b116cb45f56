package io.llamajar.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which proxy leads to an address: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and
 * {@code NO_PROXY}, in small letters or in capitals, as curl and Python's programs take them.
 */
public final class Proxies extends ProxySelector {
  private final Function<String, Optional<String>> variables;

  private Proxies(Function<String, Optional<String>> variables) {
    this.variables = variables;
  }

  static Proxies of(Function<String, Optional<String>> variables) {
    return new Proxies(
        name -> variables.apply(name.toLowerCase(Locale.ROOT)).or(() -> variables.apply(name)));
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(
        proxy(uri)
            .map(proxy ->
                new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(proxy.getHost(), port(proxy))))
            .orElse(Proxy.NO_PROXY));
  }

  /** What the proxy to an address wants to hear, if its own address has a name and a password. */
  Optional<String> authorization(URI uri) {
    return proxy(uri)
        .map(URI::getUserInfo) // decoded
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
  }

  private Optional<URI> proxy(URI uri) {
    if (isExempt(uri)) {
      return Optional.empty();
    }
    return variables
        .apply(uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY")
        .or(() -> variables.apply("ALL_PROXY"))
        .map(text -> Address.parseProxy(text.strip()));
  }

  private static int port(URI proxy) {
    return proxy.getPort() >= 0 ? proxy.getPort() : 80;
  }

  /** A host that is named in NO_PROXY, or is below a domain that is. */
  private boolean isExempt(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return variables
        .apply("NO_PROXY")
        .map(list -> Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+")))
        .orElse(Stream.of())
        .map(name -> name.replaceFirst("^\\*?\\.", ""))
        .filter(name -> !name.isEmpty())
        .anyMatch(name ->
            name.equals("*")
                || host.equals(name)
                || host.endsWith("." + name)
                || name.equals(host + ":" + uri.getPort()));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress proxy, IOException e) {
    // Whoever asked is told by the same exception.
  }
}
