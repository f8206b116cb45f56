package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A repository as the hub tells of it: its files, and what each is called and sums up to. */
final class HubRepository {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
  private static final Pattern SAFE = Pattern.compile("[\\w.-]{1,128}");

  private final Web web;
  private final URI endpoint;
  private final boolean isKnown;
  private final HubName name;

  HubRepository(Web web, HubSettings settings, HubName name) {
    this.web = web;
    this.endpoint = settings.endpoint();
    this.isKnown = settings.token().isPresent();
    this.name = name;
  }

  /**
   * All its files.
   *
   * @throws LlamajarException if there is no such repository, or we may not see it
   */
  List<Listed> files() {
    List<Listed> files = new ArrayList<>();
    Optional<URI> page =
        Optional.of(
            address(
                "/api/models/%s/tree/%s?recursive=true"
                    .formatted(name.id(), encoded(name.revision()))));
    while (page.isPresent()) {
      Reply reply = web.open(page.get(), Map.of());
      if (!reply.isGood()) {
        throw refusal(reply);
      }
      page = reply.header("Link").flatMap(link -> next(reply.uri(), link));
      if (!(parse(web.text(reply), reply) instanceof List<?> entries)) {
        throw unclear(reply);
      }
      entries.stream().flatMap(HubRepository::listed).forEach(files::add);
    }
    return files;
  }

  private static Object parse(String text, Reply reply) {
    try {
      return Json.parse(text);
    } catch (LlamajarException _) { // a network's login page, most likely
      throw unclear(reply);
    }
  }

  private static LlamajarException unclear(Reply reply) {
    return new LlamajarException(
        ("%s does not answer as a hub does; check HF_ENDPOINT, and whether this network wants a"
                + " login")
            .formatted(reply.host()));
  }

  private static Optional<URI> next(URI from, String link) {
    Matcher next = NEXT.matcher(link);
    return next.find()
        ? Optional.of(from.resolve(next.group(1))).filter(to -> Address.mayRedirect(from, to))
        : Optional.empty();
  }

  private static Stream<Listed> listed(Object entry) {
    return entry instanceof Map<?, ?> file
            && "file".equals(file.get("type"))
            && file.get("path") instanceof String path
            && file.get("size") instanceof Long bytes
        ? Stream.of(
            new Listed(
                path, bytes, Optional.ofNullable(file.get("lfs")).flatMap(HubRepository::checksum)))
        : Stream.of();
  }

  private static Optional<Checksum> checksum(Object large) {
    return large instanceof Map<?, ?> map && map.get("oid") instanceof String hex
        ? Checksum.of(hex)
        : Optional.empty();
  }

  /**
   * What the hub says of a file's present version.
   *
   * @param etag the name of its bytes
   */
  record Version(String commit, String etag, long bytes) {}

  /**
   * A file's version in a revision.
   *
   * @throws LlamajarException if there is no such file, or we may not have it
   */
  Version version(Listed file, String revision) {
    try (Reply reply = web.look(address(file.path(), revision))) {
      if (!reply.isGood() && !reply.isRedirect()) {
        throw refusal(reply);
      }
      String commit = reply.header("X-Repo-Commit").orElse("");
      String etag =
          reply
              .header("X-Linked-Etag")
              .or(() -> file.checksum().map(Checksum::hex))
              .or(() -> reply.header("ETag"))
              .orElse("")
              .replaceFirst("^W/", "")
              .replace("\"", "");
      if (!isSafe(commit) || !isSafe(etag)) {
        throw unclear(reply);
      }
      return new Version(commit, etag, reply.number("X-Linked-Size").orElse(file.bytes()));
    }
  }

  /** Both become names on disk. */
  private static boolean isSafe(String text) {
    return SAFE.matcher(text).matches() && !text.startsWith(".");
  }

  /** Where a file's bytes are to be had. */
  URI address(String path, String revision) {
    String file =
        Stream.of(path.split("/")).map(HubRepository::encoded).collect(Collectors.joining("/"));
    return address("/%s/resolve/%s/%s".formatted(name.id(), encoded(revision), file));
  }

  private URI address(String path) {
    return URI.create(endpoint + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Why the hub does not give us something, and what to do. */
  LlamajarException refusal(Reply reply) {
    String code = reply.header("X-Error-Code").orElse("");
    if (code.equals("GatedRepo") || reply.status() == 403) {
      return new LlamajarException(
          ("%s is only for those who have accepted its licence: do that at %s, and set HF_TOKEN"
                  + " to a token of yours from %s/settings/tokens")
              .formatted(name.id(), name.page(endpoint), endpoint));
    }
    if (reply.status() == 401 && isKnown && code.isEmpty()) {
      return new LlamajarException(
          "%s does not accept our token; set HF_TOKEN to a new one from %s/settings/tokens"
              .formatted(reply.host(), endpoint));
    }
    return new LlamajarException(
        switch (reply.status()) {
          case 401, 404 -> missing(reply, code);
          default ->
              "%s refuses %s (HTTP status %d%s); try again later"
                  .formatted(
                      reply.host(),
                      name.id(),
                      reply.status(),
                      reply.header("X-Error-Message").map(text -> ": " + text).orElse(""));
        });
  }

  private String missing(Reply reply, String code) {
    return switch (code) {
      case "RevisionNotFound" ->
          "%s has no revision %s; check its name".formatted(name.id(), name.revision());
      case "EntryNotFound" ->
          "%s has no such file (%s); check its name".formatted(name.id(), reply.uri().getPath());
      default ->
          "There is no %s on %s, or it is private; check the name, or set HF_TOKEN"
              .formatted(name.id(), reply.host());
    };
  }
}
