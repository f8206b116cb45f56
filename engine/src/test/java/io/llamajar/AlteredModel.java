package io.llamajar;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.quant.Quants;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A model of the kit, to be changed here and there and written to another file. */
final class AlteredModel implements AutoCloseable {
  private final Gguf original;
  private final Map<String, GgufValue> values = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  AlteredModel(String name) {
    original = Gguf.open(GgufSource.of(Kit.path("models/" + name + ".gguf")));
    for (String key : original.metadata().keys()) {
      values.put(key, original.metadata().find(key).orElseThrow());
    }
    original.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  Set<String> keys() {
    return Set.copyOf(values.keySet());
  }

  Optional<GgufValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  AlteredModel put(String key, GgufValue value) {
    values.put(key, value);
    return this;
  }

  AlteredModel without(String keyOrTensor) {
    if (values.remove(keyOrTensor) == null && tensors.remove(keyOrTensor) == null) {
      throw new IllegalArgumentException("the model has no " + keyOrTensor);
    }
    return this;
  }

  Set<String> tensors() {
    return Set.copyOf(tensors.keySet());
  }

  /** The values of a tensor of any type that can be decoded. */
  float[] floats(String tensor) {
    TensorInfo info = find(tensor);
    float[] floats = new float[(int) info.values()];
    Quants.find(info.type()).orElseThrow().decode(info.data(), 0, floats, floats.length);
    return floats;
  }

  /** Another shape for the bytes of a tensor, or only a part of them. */
  AlteredModel shape(String tensor, Long... shape) {
    TensorInfo old = find(tensor);
    TensorInfo info = new TensorInfo(tensor, old.type(), List.of(shape), old.data());
    long bytes = info.values() * old.type().blockBytes() / old.type().blockValues();
    return tensor(tensor, old.type(), List.of(shape), old.data().asSlice(0, bytes));
  }

  /** Adds or replaces a tensor of float32. */
  AlteredModel tensor(String name, List<Long> shape, float... floats) {
    MemorySegment data = MemorySegment.ofArray(new byte[floats.length * Float.BYTES]);
    MemorySegment.copy(floats, 0, data, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, floats.length);
    return tensor(name, GgmlType.F32, shape, data);
  }

  AlteredModel tensor(String name, GgmlType type, List<Long> shape, MemorySegment data) {
    tensors.put(name, new TensorInfo(name, type, shape, data));
    return this;
  }

  /** Stores a float32 tensor as 16-bit numbers: the upper half (BF16) or rounded (F16). */
  AlteredModel halve(String tensor, GgmlType type) {
    float[] floats = floats(tensor);
    byte[] bytes = new byte[2 * floats.length];
    for (int i = 0; i < floats.length; i++) {
      int half =
          type == GgmlType.BF16
              ? Float.floatToRawIntBits(floats[i]) >>> 16
              : Float.floatToFloat16(floats[i]);
      bytes[2 * i] = (byte) half;
      bytes[2 * i + 1] = (byte) (half >> 8);
    }
    return tensor(tensor, type, shape(tensor), MemorySegment.ofArray(bytes));
  }

  List<Long> shape(String tensor) {
    return find(tensor).shape();
  }

  private TensorInfo find(String tensor) {
    return Objects.requireNonNull(tensors.get(tensor), tensor);
  }

  private GgufWriter writer() {
    GgufWriter writer = new GgufWriter();
    values.forEach(writer::put);
    tensors.values().forEach(writer::tensor);
    return writer;
  }

  Path write(Path file) {
    writer().write(file);
    return file;
  }

  List<Path> writeSplit(Path folder, long mostBytes) {
    return writer().writeSplit(folder, "split", mostBytes);
  }

  @Override
  public void close() {
    original.close();
  }
}
