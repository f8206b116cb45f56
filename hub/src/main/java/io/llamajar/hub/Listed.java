package io.llamajar.hub;

import java.util.Optional;

/**
 * A file of a repository.
 *
 * @param path its folders in the repository, and its name
 * @param checksum its SHA-256, where the list has it
 */
record Listed(String path, long bytes, Optional<Checksum> checksum) {
  /** Names from elsewhere become files here: only if they stay where we put them. */
  boolean isSafe() {
    return !path.startsWith("/")
        && !path.contains("\\")
        && !path.contains(":")
        && !("/" + path + "/").matches(".*/\\.{0,2}/.*");
  }
}
