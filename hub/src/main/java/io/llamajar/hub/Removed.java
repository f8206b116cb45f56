package io.llamajar.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * What is not on disk any more.
 *
 * @param files those that had a name or bytes, each once
 * @param bytes how many are free now
 */
public record Removed(List<Path> files, long bytes) {}
