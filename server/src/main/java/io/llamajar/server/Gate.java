package io.llamajar.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says who may come in: from which web pages, by which names of this machine, with which keys.
 *
 * <p>A page of another site could have its name resolved to this machine and then read what we
 * answer (DNS rebinding). So whoever listens on this machine only is only called by its own names.
 */
final class Gate {
  private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final Pattern HEADER_NAMES = Pattern.compile("[\\w\\-, ]{1,2000}");
  private static final String BEARER = "bearer ";

  private final List<byte[]> keys; // digests, which all have one length
  private final List<String> origins;
  private final List<String> hosts;
  private final boolean isLocal;

  Gate(ServerOptions options) {
    keys = options.keys().stream().map(Gate::digest).toList();
    origins = options.origins();
    hosts = options.hosts().stream().map(Gate::withoutPort).toList();
    isLocal = isLocal(options.host());
  }

  private static boolean isLocal(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // nor can it be listened on
    }
  }

  /** Refuses a request that calls this machine by a name which is not its own. */
  void checkHost(Wire wire) {
    String host = withoutPort(wire.header("Host").orElse(""));
    if (isLocal && !OWN_NAMES.contains(host) && !hosts.contains(host)) {
      throw new ApiException(
              403,
              "This server is not called by the name in the Host header; use localhost, or allow the name with --allow-host")
          .withCode("host_not_allowed");
    }
  }

  private static String withoutPort(String host) {
    return PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  /** Lets the pages of chosen sites see the reply; says whether the request comes from one. */
  boolean welcome(Wire wire) {
    Optional<String> origin = wire.header("Origin").filter(this::isListed);
    origin.ifPresent(site -> {
      wire.setHeader("Access-Control-Allow-Origin", site);
      wire.setHeader("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    });
    if (!origins.isEmpty()) {
      wire.setHeader("Vary", "Origin");
    }
    return origin.isPresent();
  }

  private boolean isListed(String origin) {
    return origins.contains(origin) || origins.contains("*");
  }

  /** Whether a browser asks what it may do, before it does it. */
  static boolean isPreflight(Wire wire) {
    return wire.method().equals("OPTIONS")
        && wire.header("Access-Control-Request-Method").isPresent();
  }

  /** Tells a browser that it may do all that there is to be done. */
  static void answerPreflight(Wire wire) {
    String headers =
        wire.header("Access-Control-Request-Headers")
            .filter(names -> HEADER_NAMES.matcher(names).matches())
            .orElse("Authorization, Content-Type");
    wire.setHeader("Access-Control-Allow-Methods", "GET, POST");
    wire.setHeader("Access-Control-Allow-Headers", headers);
    wire.setHeader("Access-Control-Max-Age", "600");
    wire.setStatus(204);
    wire.write(new byte[0], true);
  }

  /** Refuses a request without one of the keys, in whichever way clients send them. */
  void checkKey(Wire wire) {
    if (!keys.isEmpty() && given(wire).noneMatch(this::isKey)) {
      throw new ApiException(401, "A valid API key is missing; send it as a bearer token")
          .withCode("invalid_api_key")
          .withHeader("WWW-Authenticate", "Bearer");
    }
  }

  private static Stream<String> given(Wire wire) {
    Stream<String> bearer =
        wire.header("Authorization").stream()
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
            .map(value -> value.substring(BEARER.length()));
    return Stream.concat(bearer, wire.header("x-api-key").stream()).map(String::strip);
  }

  /** Takes as long for a wrong key as for a right one. */
  private boolean isKey(String given) {
    byte[] digest = digest(given);
    boolean found = false;
    for (byte[] key : keys) {
      found |= MessageDigest.isEqual(key, digest);
    }
    return found;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
