package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a machine's environment says about models by name, in the words of Hugging Face's own tools
 * and of Ollama.
 *
 * @param hubCache where Hugging Face's tools keep what they download
 * @param ownCache where we keep what comes from elsewhere
 * @param ollama where Ollama may keep models
 * @param lmStudio where LM Studio may keep models
 * @param endpoint the hub's address, without a slash at its end
 * @param token who we are to the hub
 * @param isOffline whether only what is on disk may be used
 * @param proxies how to get out
 */
public record HubSettings(
    Path hubCache,
    Path ownCache,
    List<Path> ollama,
    List<Path> lmStudio,
    URI endpoint,
    Optional<String> token,
    boolean isOffline,
    Proxies proxies) {
  private static final String HUB = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "on", "yes", "true");

  /**
   * @param variables the environment's variables by name
   * @param home the user's home directory
   * @throws LlamajarException if the endpoint is no address
   */
  public static HubSettings of(Function<String, Optional<String>> variables, Path home) {
    Environment in = new Environment(name -> variables.apply(name).filter(v -> !v.isBlank()), home);
    Path caches = in.path("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    Path theirs = in.path("HF_HOME").orElse(caches.resolve("huggingface"));
    return new HubSettings(
        in.path("HF_HUB_CACHE")
            .or(() -> in.path("HUGGINGFACE_HUB_CACHE"))
            .orElse(theirs.resolve("hub")),
        caches.resolve("llamajar").resolve("models"),
        in.path("OLLAMA_MODELS")
            .map(List::of)
            .orElse(
                List.of(
                    home.resolve(".ollama/models"), Path.of("/usr/share/ollama/.ollama/models"))),
        List.of(home.resolve(".lmstudio/models"), home.resolve(".cache/lm-studio/models")),
        endpoint(in.text("HF_ENDPOINT").orElse(HUB)),
        in.token(in.path("HF_TOKEN_PATH").orElse(theirs.resolve("token"))),
        in.text("HF_HUB_OFFLINE").filter(v -> YES.contains(v.toLowerCase(Locale.ROOT))).isPresent(),
        Proxies.of(in.variables));
  }

  private static URI endpoint(String text) {
    return Address.parse(text.replaceFirst("/+$", ""));
  }

  /** Variables that are set, with what their values mean. */
  private record Environment(Function<String, Optional<String>> variables, Path home) {
    Optional<String> text(String name) {
      return variables.apply(name).map(String::strip);
    }

    /** A folder; {@code ~} is the user's home, in case that no shell has seen it. */
    Optional<Path> path(String name) {
      return text(name)
          .map(text -> text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text))
          .map(Path::toAbsolutePath);
    }

    Optional<String> token(Path file) {
      return text("HF_TOKEN")
          .or(() -> text("HUGGING_FACE_HUB_TOKEN"))
          .or(() -> firstLine(file))
          .filter(token -> token.chars().allMatch(c -> c > ' ' && c < 127));
    }

    private static Optional<String> firstLine(Path file) {
      try {
        return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
      } catch (IOException _) { // who has not logged in has none
        return Optional.empty();
      }
    }
  }
}
