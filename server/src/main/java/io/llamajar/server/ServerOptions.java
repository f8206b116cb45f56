package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param generation how texts are generated where a request does not say
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
    GenerationOptions generation,
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
        GenerationOptions.defaults(),
        Optional.empty(),
        ChatRequest.Reasoning.USUAL,
        Map.of());
  }

  public ServerOptions withAddress(String newHost, int newPort) {
    return with(copy -> {
      copy.host = newHost;
      copy.port = newPort;
    });
  }

  public ServerOptions withKeys(List<String> newKeys) {
    return with(copy -> copy.keys = newKeys);
  }

  public ServerOptions withOrigins(List<String> newOrigins) {
    return with(copy -> copy.origins = newOrigins);
  }

  public ServerOptions withHosts(List<String> newHosts) {
    return with(copy -> copy.hosts = newHosts);
  }

  public ServerOptions withLimits(RequestLimits newLimits) {
    return with(copy -> copy.limits = newLimits);
  }

  public ServerOptions withKeepAlive(Duration newKeepAlive) {
    return with(copy -> copy.keepAlive = newKeepAlive);
  }

  public ServerOptions withGeneration(GenerationOptions newGeneration) {
    return with(copy -> copy.generation = newGeneration);
  }

  public ServerOptions withSavedTexts(Path folder) {
    return with(copy -> copy.savedTexts = Optional.of(folder));
  }

  public ServerOptions withReasoning(ChatRequest.Reasoning newReasoning) {
    return with(copy -> copy.reasoning = newReasoning);
  }

  public ServerOptions withTemplateVariables(Map<String, Object> newVariables) {
    return with(copy -> copy.templateVariables = newVariables);
  }

  private ServerOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** The same options, of which some may be changed. */
  private static final class Copy {
    private String host;
    private int port;
    private List<String> keys;
    private List<String> origins;
    private List<String> hosts;
    private RequestLimits limits;
    private Duration keepAlive;
    private GenerationOptions generation;
    private Optional<Path> savedTexts;
    private ChatRequest.Reasoning reasoning;
    private Map<String, Object> templateVariables;

    private Copy(ServerOptions from) {
      host = from.host;
      port = from.port;
      keys = from.keys;
      origins = from.origins;
      hosts = from.hosts;
      limits = from.limits;
      keepAlive = from.keepAlive;
      generation = from.generation;
      savedTexts = from.savedTexts;
      reasoning = from.reasoning;
      templateVariables = from.templateVariables;
    }

    private ServerOptions options() {
      return new ServerOptions(
          host,
          port,
          keys,
          origins,
          hosts,
          limits,
          keepAlive,
          generation,
          savedTexts,
          reasoning,
          templateVariables);
    }
  }
}
