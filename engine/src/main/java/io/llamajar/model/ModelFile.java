package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A GGUF file as a model reads it: hyper-parameters under the architecture's name, tensors checked
 * against the shapes that they must have.
 *
 * <p>Every way in which a file can fail to be what it says ends here, as a {@link
 * LlamajarException} that names the key or the tensor.
 */
public final class ModelFile {
  private static final String BROKEN =
      "; the file is incomplete or was not made for this architecture, convert or download it again";

  private final Gguf gguf;
  private final String architecture;

  public ModelFile(Gguf gguf) {
    this.gguf = gguf;
    this.architecture = gguf.metadata().text("general.architecture");
  }

  public String architecture() {
    return architecture;
  }

  public Metadata metadata() {
    return gguf.metadata();
  }

  /** The full key of a hyper-parameter: {@code llama.block_count} for {@code block_count}. */
  public String key(String name) {
    return architecture + "." + name;
  }

  /** A count or width that must exist and be positive. */
  public int positive(String name) {
    return inRange(name, metadata().integer(key(name)));
  }

  /** A count or width that is positive, with a fallback. */
  public int positive(String name, int fallback) {
    return inRange(name, metadata().integer(key(name), fallback));
  }

  /**
   * A positive count or width that may be one number for all layers or an array of one per layer.
   */
  public int positivePerLayer(String name, int layer) {
    if (metadata().find(key(name)).orElse(null) instanceof GgufValue.Array array) {
      if (layer >= array.size()) {
        throw new LlamajarException(
            "%s has no entry for layer %d".formatted(key(name), layer) + BROKEN);
      }
      return inRange(name, array.whole(layer));
    }
    return positive(name);
  }

  private int inRange(String name, long value) {
    if (value < 1 || value > 1 << 24) {
      throw new LlamajarException(key(name) + " is " + value + ", out of range" + BROKEN);
    }
    return (int) value;
  }

  /** A number that must exist. */
  public float real(String name) {
    return metadata().real(key(name));
  }

  public float real(String name, float fallback) {
    return metadata().real(key(name), fallback);
  }

  public boolean has(String tensor) {
    return gguf.tensor(tensor).isPresent();
  }

  /** The number of rows of a matrix: its second dimension. */
  public int rows(String tensor) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, tensor(tensor).dimension(1)));
  }

  /** A matrix of weights that must exist: {@code [rows, columns]}. */
  public Weights weights(String name, int rows, int columns) {
    return matrices(name, 1, rows, columns).getFirst();
  }

  /**
   * As many matrices of weights as there are experts, from one tensor: {@code [rows, columns]}
   * each.
   */
  public List<Weights> matrices(String name, int experts, int rows, int columns) {
    TensorInfo tensor = tensor(name);
    checkShape(tensor, columns, rows, experts);
    Quant quant = quant(tensor);
    List<Weights> matrices = new ArrayList<>();
    long bytes = Math.multiplyExact(quant.bytes(columns), (long) rows);
    for (int e = 0; e < experts; e++) {
      matrices.add(
          new Weights(name, quant, tensor.data().asSlice(e * bytes, bytes), rows, columns));
    }
    return matrices;
  }

  /** A vector of weights that must exist. */
  public Vector vector(String name, int size) {
    TensorInfo tensor = tensor(name);
    checkShape(tensor, size, 1, 1);
    Quant quant = quant(tensor);
    // In place where it can be; the few that are not float32 are decoded.
    if (tensor.type() == GgmlType.F32 && tensor.data().address() % 4 == 0) {
      return new Vector(tensor.data(), size);
    }
    float[] values = new float[size];
    quant.decode(tensor.data(), 0, values, size);
    MemorySegment copy = Arena.ofAuto().allocate((long) size * Float.BYTES, 64);
    copy.copyFrom(MemorySegment.ofArray(values));
    return new Vector(copy, size);
  }

  /** A vector of weights, if the file has it. */
  public Optional<Vector> findVector(String name, int size) {
    return has(name) ? Optional.of(vector(name, size)) : Optional.empty();
  }

  private TensorInfo tensor(String name) {
    return gguf.tensor(name)
        .orElseThrow(() -> new LlamajarException("The tensor " + name + " is missing" + BROKEN));
  }

  private static void checkShape(TensorInfo tensor, long... shape) {
    for (int i = 0; i < 4; i++) {
      if (tensor.dimension(i) != (i < shape.length ? shape[i] : 1)) {
        throw new LlamajarException(
            "The tensor %s is %s where the model needs %d x %d x %d"
                    .formatted(tensor.name(), tensor.shapeText(), shape[0], shape[1], shape[2])
                + BROKEN);
      }
    }
  }

  private static Quant quant(TensorInfo tensor) {
    return Quants.find(tensor.type())
        .orElseThrow(() ->
            new LlamajarException(
                "The tensor %s has the type %s, which is not supported; quantise the model to one of %s"
                    .formatted(tensor.name(), tensor.type(), supportedTypes())));
  }

  private static String supportedTypes() {
    return Quants.all().stream().map(q -> q.type().name()).collect(Collectors.joining(", "));
  }
}
