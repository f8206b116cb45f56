package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufReader.Part;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** An opened GGUF file, or the parts of a split one: metadata and tensors, mapped in place. */
public final class Gguf implements AutoCloseable {
  private final int version;
  private final Metadata metadata;
  private final Map<String, TensorInfo> tensors;
  private final Optional<Arena> mapping; // to be ended, if it is ours

  private Gguf(
      int version, Metadata metadata, Map<String, TensorInfo> tensors, Optional<Arena> mapping) {
    this.version = version;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.mapping = mapping;
  }

  /**
   * Maps and parses a file; no weight is read or copied. Of a split file ({@code
   * NAME-00001-of-00003.gguf}) any part may be named: all are opened.
   *
   * <p>The mapping may be read from every thread until {@link #close}. The file must not be changed
   * meanwhile: whoever truncates a mapped file makes its readers fail.
   *
   * @throws LlamajarException if it cannot be read, is not a GGUF file, is truncated, or lies about
   *     its content
   */
  public static Gguf open(GgufSource source) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment file = FileAccess.map(source, arena);
      Part part = GgufReader.read(source.toString(), file);
      Part whole = SplitModel.isPart(part) ? SplitModel.join(source, part, arena) : part;
      return new Gguf(whole.version(), whole.metadata(), whole.tensors(), Optional.of(arena));
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /** The same for somebody who only looks: closing it leaves the file mapped. */
  public Gguf view() {
    return new Gguf(version, metadata, tensors, Optional.empty());
  }

  /** The version of the format: 2 or 3. */
  public int version() {
    return version;
  }

  /** The metadata; of a split model those of its first part. */
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

  /** Unmaps the file: no tensor may be used afterwards. Closing twice does no harm. */
  @Override
  public void close() {
    mapping.filter(arena -> arena.scope().isAlive()).ifPresent(Arena::close);
  }
}
