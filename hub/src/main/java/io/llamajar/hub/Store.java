package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.nio.file.Path;
import java.util.List;

/** A place on this machine where models are kept under names. */
sealed interface Store permits HubCache, UrlCache, OllamaStore, LmStudioStore {
  /**
   * The file that a name means.
   *
   * @throws LlamajarException if there is none to be had
   */
  Path find(String word);

  /** All models that are there. */
  List<Stored> list();

  /**
   * Deletes what a name means.
   *
   * @throws LlamajarException if it is not there, or not ours to delete
   */
  Removed remove(String word);
}
