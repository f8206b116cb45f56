package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Asks servers over HTTP: goes where they send us, asks again what may succeed later, and shows our
 * token to the hub alone.
 */
final class Web implements AutoCloseable {
  private static final int REDIRECTS = 10;
  private static final int LONGEST_TEXT = 64 << 20;
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

  // The JDK would not tell a name and a password to a proxy that leads to https:// addresses: they
  // travel as plain text. Who writes them into the environment wants it, as with all programs.
  private static final String PROXY_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private final HubSettings settings;
  private final Patience patience;
  private final HttpClient client;

  Web(HubSettings settings, Patience patience) {
    this.settings = settings;
    this.patience = patience;
    if (System.getProperty(PROXY_SCHEMES) == null) {
      System.setProperty(PROXY_SCHEMES, "");
    }
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .proxy(settings.proxies())
            .build();
  }

  Patience patience() {
    return patience;
  }

  /** What would come, without its bytes; of a redirect to another server, what this one says. */
  Reply look(URI uri) {
    return ask(new Ask("HEAD", uri, Map.of(), false));
  }

  /** What would come, by asking wherever we are sent. */
  Reply lookFar(URI uri) {
    return ask(new Ask("HEAD", uri, Map.of(), true));
  }

  /** Something's bytes. */
  Reply open(URI uri, Map<String, String> headers) {
    return ask(new Ask("GET", uri, headers, true));
  }

  /**
   * A short text.
   *
   * @throws LlamajarException if it is a long one
   */
  String text(Reply reply) {
    try (reply) {
      byte[] bytes = reply.body().readNBytes(LONGEST_TEXT);
      if (bytes.length == LONGEST_TEXT) {
        throw new LlamajarException(
            "%s sends a list without end; check the address".formatted(reply.host()));
      }
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      throw new Unreachable("The connection to %s broke; try again".formatted(reply.host()), e);
    }
  }

  /**
   * A question.
   *
   * @param goesFar whether it may be asked of another server than the first
   */
  private record Ask(String method, URI uri, Map<String, String> headers, boolean goesFar) {
    Ask at(URI other) {
      return new Ask(method, other, headers, goesFar);
    }
  }

  private Reply ask(Ask first) {
    Ask ask = first;
    for (int i = 0; i < REDIRECTS; i++) {
      Reply reply = insist(ask);
      Optional<URI> next = reply.isRedirect() ? target(reply) : Optional.empty();
      if (next.isEmpty() || !(ask.goesFar || Address.isSameServer(ask.uri, next.get()))) {
        return reply;
      }
      reply.close();
      ask = ask.at(next.get());
    }
    throw new LlamajarException(
        "%s sends us in a circle; check the address".formatted(Address.host(first.uri)));
  }

  private static Optional<URI> target(Reply reply) {
    Optional<URI> next;
    try {
      next = reply.header("Location").map(reply.uri()::resolve);
    } catch (IllegalArgumentException e) {
      throw new LlamajarException(
          "%s sends us to what is no address; try again later".formatted(reply.host()), e);
    }
    if (next.filter(to -> !Address.mayRedirect(reply.uri(), to)).isPresent()) {
      throw new LlamajarException(
          ("%s sends us on to an address that is not https://, where a file could be altered on"
                  + " its way; use another address")
              .formatted(reply.host()));
    }
    return next;
  }

  /** Asks one server until it answers, with more and more time between. */
  private Reply insist(Ask ask) {
    for (int failures = 1; ; failures++) {
      long wish = 0;
      try {
        Reply reply =
            Reply.of(client.send(request(ask), _ -> new PatientStream(patience.silence())));
        if (reply.status() == 407) {
          throw new LlamajarException(
              "The proxy wants a name and a password; set HTTPS_PROXY to"
                  + " http://NAME:PASSWORD@HOST:PORT");
        }
        if (!BUSY.contains(reply.status())) {
          return reply;
        }
        reply.close();
        wish = wish(reply);
        if (failures == patience.attempts()) {
          throw new Unreachable(
              "%s is busy (HTTP status %d); try again later"
                  .formatted(reply.host(), reply.status()));
        }
      } catch (IOException e) {
        if (failures == patience.attempts() || isFinal(e)) {
          throw new Unreachable(reason(ask.uri, e), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LlamajarException("The download was interrupted; start it again to go on", e);
      }
      patience.before(failures, wish);
    }
  }

  private HttpRequest request(Ask ask) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ask.uri)
            .timeout(patience.silence())
            .header("User-Agent", "llamajar")
            .method(ask.method, BodyPublishers.noBody());
    ask.headers.forEach(request::header);
    if (Address.isSameServer(ask.uri, settings.endpoint())) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    settings
        .proxies()
        .authorization(ask.uri)
        .ifPresent(words -> request.header("Proxy-Authorization", words));
    return request.build();
  }

  /** The seconds that a busy server wants us to wait; it may also name a time. */
  private static long wish(Reply reply) {
    String text = reply.header("Retry-After").orElse("0").strip();
    try {
      return text.matches("\\d{1,9}")
          ? Long.parseLong(text)
          : Duration.between(
                  Instant.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME))
              .toSeconds();
    } catch (DateTimeParseException _) {
      return 0;
    }
  }

  /** Whether the same will happen again at once: there is no network, no such host, no trust. */
  private static boolean isFinal(IOException e) {
    return e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SSLException;
  }

  private String reason(URI uri, IOException e) {
    String host = Address.host(uri);
    return switch (e) {
      case SSLException untrusted ->
          "%s could not prove who it is (%s); check the clock, the network and its proxy"
              .formatted(host, untrusted.getMessage());
      case ConnectException unknown when unknown.getCause() instanceof UnresolvedAddressException ->
          "There is no network, or no host %s; check both".formatted(host);
      case ConnectException refused ->
          "%s cannot be reached; check the network and its proxy".formatted(host);
      default -> "%s does not answer; check the network and try again".formatted(host);
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
