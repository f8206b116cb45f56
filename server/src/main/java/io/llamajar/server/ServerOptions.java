package io.llamajar.server;

import io.llamajar.chat.tools.ChatRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a server listens and whom it serves.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any that is free
 * @param keys of which a request must bring one; none for a server that is open to all
 * @param origins of web pages that may use it, {@code *} for all; none for no other than its own
 * @param hosts besides this machine's own names, those that a request may call a server by which
 *     listens on this machine only
 * @param limits of what a request may ask for
 * @param keepAlive how long a stream may be silent before a client is told that it still lives
 * @param savedTexts the folder in which clients may save texts that were read; none to save none
 * @param reasoning what becomes of models' thoughts where a request does not say
 * @param templateVariables what all chat templates are told besides, if a request says nothing else
 */
public record ServerOptions(
    String host,
    int port,
    List<String> keys,
    List<String> origins,
    List<String> hosts,
    RequestLimits limits,
    Duration keepAlive,
    Optional<Path> savedTexts,
    ChatRequest.Reasoning reasoning,
    Map<String, Object> templateVariables) {
  public static final String HOST = "127.0.0.1";
  public static final int PORT = 8080;

  public ServerOptions {
    keys = List.copyOf(keys);
    origins = List.copyOf(origins);
    hosts = List.copyOf(hosts);
    templateVariables = Map.copyOf(templateVariables);
  }

  /** On this machine only, on port 8080, without keys. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        HOST,
        PORT,
        List.of(),
        List.of(),
        List.of(),
        RequestLimits.defaults(),
        Duration.ofSeconds(10),
        Optional.empty(),
        ChatRequest.Reasoning.USUAL,
        Map.of());
  }

  public ServerOptions withAddress(String newHost, int newPort) {
    return new ServerOptions(
        newHost,
        newPort,
        keys,
        origins,
        hosts,
        limits,
        keepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withKeys(List<String> newKeys) {
    return new ServerOptions(
        host,
        port,
        newKeys,
        origins,
        hosts,
        limits,
        keepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withOrigins(List<String> newOrigins) {
    return new ServerOptions(
        host,
        port,
        keys,
        newOrigins,
        hosts,
        limits,
        keepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withHosts(List<String> newHosts) {
    return new ServerOptions(
        host,
        port,
        keys,
        origins,
        newHosts,
        limits,
        keepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withLimits(RequestLimits newLimits) {
    return new ServerOptions(
        host,
        port,
        keys,
        origins,
        hosts,
        newLimits,
        keepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withKeepAlive(Duration newKeepAlive) {
    return new ServerOptions(
        host,
        port,
        keys,
        origins,
        hosts,
        limits,
        newKeepAlive,
        savedTexts,
        reasoning,
        templateVariables);
  }

  public ServerOptions withSavedTexts(Path folder) {
    return new ServerOptions(
        host,
        port,
        keys,
        origins,
        hosts,
        limits,
        keepAlive,
        Optional.of(folder),
        reasoning,
        templateVariables);
  }

  public ServerOptions withReasoning(ChatRequest.Reasoning newReasoning) {
    return new ServerOptions(
        host,
        port,
        keys,
        origins,
        hosts,
        limits,
        keepAlive,
        savedTexts,
        newReasoning,
        templateVariables);
  }

  public ServerOptions withTemplateVariables(Map<String, Object> newVariables) {
    return new ServerOptions(
        host, port, keys, origins, hosts, limits, keepAlive, savedTexts, reasoning, newVariables);
  }
}
