package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What we know of a web address before anybody is asked. */
final class Address {
  private Address() {}

  /**
   * An address that we may go to.
   *
   * @throws LlamajarException if it is none, or what comes from it could be altered on the way
   */
  static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.replace(" ", "%20"));
    } catch (URISyntaxException e) {
      throw new LlamajarException("%s is not a web address; correct it".formatted(text), e);
    }
    if (uri.getHost() == null) {
      throw new LlamajarException(
          "%s is not a web address; it has to begin with https:// and a host".formatted(text));
    }
    if (!isSafe(uri)) {
      throw new LlamajarException(
          "%s could be altered on its way; use https://, or http:// on this machine only"
              .formatted(text));
    }
    return uri;
  }

  /**
   * A proxy's address, in which {@code http://} may be left out.
   *
   * @throws LlamajarException if it is none, or a proxy of another kind
   */
  static URI parseProxy(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException _) { // told below, without the password that may be in it
    }
    throw new LlamajarException(
        "The proxy in the environment is not of the form http://HOST:PORT; correct it");
  }

  private static boolean isSafe(URI uri) {
    return uri.getScheme().equals("https") || (uri.getScheme().equals("http") && isHere(uri));
  }

  private static boolean isHere(URI uri) {
    String host = uri.getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}");
  }

  /** Whether a server may send us from one address to another. */
  static boolean mayRedirect(URI from, URI to) {
    return to.getHost() != null
        && ("https".equals(to.getScheme())
            || ("http".equals(to.getScheme()) && isHere(from) && isHere(to)));
  }

  /** Whether two addresses belong to the same server. */
  static boolean isSameServer(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && Optional.ofNullable(one.getHost()).orElse("").equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }

  /** The host, for messages: without what may be secret in an address. */
  static String host(URI uri) {
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
