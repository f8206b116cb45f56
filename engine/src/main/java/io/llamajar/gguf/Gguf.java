package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.lang.foreign.Arena;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An opened GGUF file, or the parts of a split one: metadata and tensors, mapped in place. */
public final class Gguf implements AutoCloseable {
  private final int version;
  private final Metadata metadata;
  private final Map<String, TensorInfo> tensors;
  private final Arena arena;

  Gguf(int version, Metadata metadata, Map<String, TensorInfo> tensors, Arena arena) {
    this.version = version;
    this.metadata = metadata;
    this.tensors = new LinkedHashMap<>(tensors);
    this.arena = arena;
  }

  /**
   * Maps and parses a file; no weight is read or copied. Of a split file ({@code
   * NAME-00001-of-00003.gguf}) any part may be named: all are opened.
   *
   * @throws LlamajarException if it cannot be read, is not a GGUF file, is truncated, or lies about
   *     its content
   */
  public static Gguf open(GgufSource source) {
    return GgufReader.open(source);
  }

  /** The version of the format: 2 or 3. */
  public int version() {
    return version;
  }

  public Metadata metadata() {
    return metadata;
  }

  /** All tensors, in the order of the file. */
  public Collection<TensorInfo> tensors() {
    return tensors.values();
  }

  public Optional<TensorInfo> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Unmaps the file: no tensor may be used afterwards. */
  @Override
  public void close() {
    arena.close();
  }
}
