package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models by name: finds the file that a name means, and downloads it where that is needed and
 * possible.
 *
 * <ul>
 *   <li>{@code hf:OWNER/REPO}, {@code hf:OWNER/REPO@REVISION:QUANT}: from the hub, into the cache
 *       that Hugging Face's own tools have too
 *   <li>{@code https://...}: from anywhere, into a cache of ours
 *   <li>{@code ollama:NAME:TAG}, {@code lmstudio:PUBLISHER/REPO:QUANT}: what those programs have
 * </ul>
 */
public final class Hub {
  private enum Scheme {
    HUB(HubName.PREFIX),
    HTTPS("https://"),
    HTTP("http://"),
    OLLAMA(OllamaStore.PREFIX),
    LM_STUDIO(LmStudioStore.PREFIX);

    private final String prefix;

    Scheme(String prefix) {
      this.prefix = prefix;
    }

    static Optional<Scheme> of(String word) {
      return Arrays.stream(values()).filter(s -> word.startsWith(s.prefix)).findFirst();
    }
  }

  private final HubSettings settings;
  private final HubCache hub;
  private final UrlCache urls;
  private final OllamaStore ollama;
  private final LmStudioStore lmStudio;

  public Hub(HubSettings settings, Watcher watcher) {
    this(Means.usual(settings, watcher));
  }

  Hub(Means means) {
    this.settings = means.settings();
    this.hub = new HubCache(means);
    this.urls = new UrlCache(means);
    this.ollama = new OllamaStore(settings.ollama());
    this.lmStudio = new LmStudioStore(settings.lmStudio());
  }

  /** Whether a word is a name of the kinds that we know. */
  public static boolean isName(String word) {
    return Scheme.of(word).isPresent();
  }

  /**
   * The file that a name means; of a split model the first, with the others beside it.
   *
   * @throws LlamajarException if there is none to be had
   */
  public Path find(String word) {
    return pageOf(word).map(hub::find).orElseGet(() -> store(word).find(word));
  }

  /** Addresses of the hub's own files are names of them. */
  private Optional<HubName> pageOf(String word) {
    return word.startsWith("http") && !word.contains("#")
        ? HubName.at(Address.parse(word), settings.endpoint())
        : Optional.empty();
  }

  private Store store(String word) {
    return switch (Scheme.of(word).orElseThrow(() -> unknown(word))) {
      case HUB -> hub;
      case HTTPS, HTTP -> urls;
      case OLLAMA -> ollama;
      case LM_STUDIO -> lmStudio;
    };
  }

  private static LlamajarException unknown(String word) {
    return new LlamajarException(
        "%s is no name of a model; llamajar list shows those on this machine".formatted(word));
  }

  /** All models on this machine that have a name. */
  public List<Stored> list() {
    return Stream.of(hub, urls, ollama, lmStudio).flatMap(store -> store.list().stream()).toList();
  }

  /**
   * Deletes what a name means, if we or Hugging Face's tools brought it.
   *
   * @throws LlamajarException if it is not there, or not ours to delete
   */
  public Removed remove(String word) {
    return pageOf(word).map(hub::remove).orElseGet(() -> store(word).remove(word));
  }
}
