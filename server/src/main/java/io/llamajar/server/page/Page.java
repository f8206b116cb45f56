package io.llamajar.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The web page: one document, and the scripts, styles and libraries that it asks for.
 *
 * <p>The document is looked at anew each time. The files it names lie in a folder called after what
 * is in them all, so that a browser may keep them for good and still sees every change at once.
 */
public final class Page {
  // How browsers are held to it: only these files run and draw, only this server is spoken to.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String DOCUMENT = "index.html";

  private static final List<String> FILES =
      List.of(
          "chat.js",
          "code.css",
          "composer.js",
          "conversation.js",
          "icon.svg",
          "markdown.js",
          "messages.css",
          "messages.js",
          "pace.js",
          "page.css",
          "page.js",
          "parts.js",
          "server.js",
          "settings.js",
          "sidebar.js",
          "store.js",
          "theme.js");

  // Where the page expects a library, and where its WebJar has it.
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lib/highlight.min.js", "highlightjs/11.11.1/highlight.min.js",
          "lib/marked.esm.js", "marked/17.0.1/lib/marked.esm.js",
          "lib/purify.es.mjs", "dompurify/3.3.3/dist/purify.es.mjs");

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, PageFile> files = new TreeMap<>();

  private Page() {
    Map<String, byte[]> parts = new TreeMap<>();
    FILES.forEach(name -> parts.put(name, resource(name)));
    LIBRARIES.forEach(
        (name, place) -> parts.put(name, resource("/META-INF/resources/webjars/" + place)));
    String edition = "page/" + fingerprint(parts.values()) + "/";
    parts.forEach((name, bytes) -> files.put(edition + name, part(name, bytes)));
    String document = new String(resource(DOCUMENT), UTF_8).replace("\"page/", '"' + edition);
    files.put("", document(document.getBytes(UTF_8)));
  }

  /** Reads the page from the class path. */
  public static Page load() {
    return new Page();
  }

  /** What lies at a path below the server's root, which is itself the empty path. */
  public Optional<PageFile> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  private static PageFile document(byte[] bytes) {
    return file(DOCUMENT, bytes, "no-cache", Map.of("Content-Security-Policy", POLICY));
  }

  private static PageFile part(String name, byte[] bytes) {
    return file(name, bytes, "public, max-age=31536000, immutable", Map.of());
  }

  private static PageFile file(
      String name, byte[] bytes, String caching, Map<String, String> besides) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    Map<String, String> headers = new TreeMap<>(besides);
    headers.put("Cache-Control", caching);
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("ETag", '"' + fingerprint(List.of(bytes)) + '"');
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    return new PageFile(Objects.requireNonNull(type), bytes, headers);
  }

  private static byte[] resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new LlamajarException(
            "Java does not find %s in this program; build it anew, or, if it lies in a folder whose name ends in \"!\", move it"
                .formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fingerprint(Iterable<byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256", e);
    }
  }
}
