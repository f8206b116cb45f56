package io.llamajar.cli;

import io.llamajar.server.RequestLimits;
import io.llamajar.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the server listens, and whom it serves. */
final class ServerSettings {
  private static final int HIGHEST_PORT = 65_535;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "listen on this address; 0.0.0.0 for all (default: 127.0.0.1, this machine)")
  private String host = ServerOptions.HOST;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "listen on this port; 0 for one that is free (default: 8080)")
  private int port = ServerOptions.PORT;

  @Option(
      names = "--api-key",
      split = ",",
      paramLabel = "KEY",
      description = "answer only those who send this key; several with commas between")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "the same, for each line of a file")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = {"--cors", "--cors-origins"},
      split = ",",
      paramLabel = "ORIGIN",
      description =
          "let web pages from there see answers, such as https://example.com; * for all; several"
              + " with commas between")
  private List<String> origins = List.of();

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description =
          "on this machine's own address, take requests to this name too; may be repeated")
  private List<String> hosts = List.of();

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description = "refuse longer requests (default: 16M)")
  private long maxBody = RequestLimits.defaults().bodyBytes();

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "generate at most so many tokens for a text, whatever a request says (default: as the"
              + " context takes)")
  private int maxTokens = RequestLimits.defaults().tokens();

  @Option(
      names = "--max-per-client",
      paramLabel = "N",
      description = "answer at most so many requests of one address at a time (default: 1024)")
  private int maxPerClient = RequestLimits.defaults().perClient();

  @Option(
      names = "--slot-save-path",
      paramLabel = "DIR",
      description = "let clients save texts that were read, and restore them, in this folder")
  private Optional<Path> slots = Optional.empty();

  ServerOptions options() {
    check("--port", port, 0, HIGHEST_PORT);
    check("--max-body", maxBody, 1, Integer.MAX_VALUE / 2);
    check("--max-tokens", maxTokens, 1, Integer.MAX_VALUE);
    check("--max-per-client", maxPerClient, 1, Integer.MAX_VALUE);
    if (slots.isPresent() && !Files.isDirectory(slots.get())) {
      throw new UsageException(
          "The folder %s of --slot-save-path is not there; make it".formatted(slots.get()));
    }
    RequestLimits limits =
        RequestLimits.defaults()
            .withBodyBytes((int) maxBody)
            .withTokens(maxTokens)
            .withPerClient(maxPerClient);
    ServerOptions options =
        slots.map(ServerOptions.defaults()::withSavedTexts).orElse(ServerOptions.defaults());
    return options
        .withAddress(host, port)
        .withKeys(keys())
        .withOrigins(origins)
        .withHosts(hosts)
        .withLimits(limits);
  }

  private static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new UsageException(
          "%s is %d; give a number from %d to %d".formatted(option, value, least, most));
    }
  }

  private List<String> keys() {
    List<String> all = new ArrayList<>(keys);
    keyFile.ifPresent(file -> all.addAll(lines(file)));
    if (all.stream().anyMatch(String::isBlank) || (keyFile.isPresent() && all.isEmpty())) {
      throw new UsageException("An API key is empty; give one that nobody can guess");
    }
    return all;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UsageException("Cannot read the API keys in %s; check the file".formatted(file));
    }
  }
}
