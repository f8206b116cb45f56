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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  // Of heads, experts, values ...: far more than any model has, and few enough that the sizes of
  // what a batch of tokens needs do not overflow.
  private static final int MOST = 1 << 20;
  private static final int MOST_TOKENS = 1 << 24;
  private static final int LONGEST_QUOTE = 80;
  private static final Set<String> READOUT = Set.of("cls.", "dense_"); // see Readout
  private static final String INPUT_SCALE = ".input_scale";
  private static final String GUESSING_LAYERS = "nextn_predict_layers";
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");

  private final Gguf gguf;
  private final String architecture;
  private final int context; // 0: as the model was trained
  private final Set<String> read = new HashSet<>(); // names of tensors

  /**
   * A file whose model is to be run.
   *
   * @param context the most positions of a text; 0 for as many as the model was trained on
   */
  public ModelFile(Gguf gguf, int context) {
    this.gguf = gguf;
    this.architecture = gguf.metadata().text("general.architecture");
    this.context = context;
  }

  /** The most positions of a text. */
  int context() {
    return context == 0 ? positions("context_length") : context;
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

  /** Whether tokens see only those before them. */
  boolean isCausal() {
    return metadata().flag(key("attention.causal"), true);
  }

  /** A count or width that must exist and be positive. */
  public int positive(String name) {
    return inRange(name, metadata().integer(key(name)), MOST);
  }

  /** A count or width that is positive, with a fallback. */
  public int positive(String name, int fallback) {
    return inRange(name, metadata().integer(key(name), fallback), MOST);
  }

  /** The number of layers that text goes through: further ones guess several tokens at once. */
  int layers() {
    int guessing = Math.max(0, metadata().integer(key(GUESSING_LAYERS), 0));
    return inRange("block_count", (long) positive("block_count") - guessing, MOST);
  }

  /** A number of positions, as the context that the model was trained on; may be very large. */
  public int positions(String name) {
    return inRange(name, metadata().integer(key(name)), Integer.MAX_VALUE);
  }

  /**
   * A positive count or width that may be one number for all layers or an array of one per layer.
   */
  public int positivePerLayer(String name, int layer) {
    Optional<GgufValue.Array> array = findPerLayer(name);
    return array.isPresent() ? inRange(name, array.get().whole(layer), MOST) : positive(name);
  }

  /** An array of one value per layer; empty if there is one value for all, or none. */
  public Optional<GgufValue.Array> findPerLayer(String name) {
    if (!(metadata().find(key(name)).orElse(null) instanceof GgufValue.Array array)) {
      return Optional.empty();
    }
    int layers = positive("block_count");
    if (array.size() != layers) {
      throw new LlamajarException(
          "%s has %d values for %d layers".formatted(key(name), array.size(), layers) + BROKEN);
    }
    return Optional.of(array);
  }

  /**
   * The width of several things side by side.
   *
   * @param name of the hyper-parameter that says how many
   */
  public int width(String name, int count, int each) {
    long width = (long) count * each;
    if (width > MOST) {
      throw new LlamajarException(
          "%s is %d, too many of %d values each".formatted(key(name), count, each) + BROKEN);
    }
    return (int) width;
  }

  /** What is left of a width less a part of it, which must be something. */
  int difference(String name, int width, int part) {
    if (part >= width) {
      throw new LlamajarException(
          "%s is %d, not less than %d".formatted(key(name), part, width) + BROKEN);
    }
    return width - part;
  }

  private int inRange(String name, long value, int most) {
    if (value < 1 || value > most) {
      throw outOfRange(name, value);
    }
    return (int) value;
  }

  /** A number that must exist and lie within bounds. */
  public float real(String name, float least, float most) {
    return inRange(name, metadata().real(key(name)), least, most);
  }

  /** A number within bounds, with a fallback. */
  public float real(String name, float fallback, float least, float most) {
    return inRange(name, metadata().real(key(name), fallback), least, most);
  }

  /** What a norm adds before it divides, so as never to divide by zero. */
  public float epsilon(String name) {
    return real(name, Float.MIN_NORMAL, 1);
  }

  private float inRange(String name, float value, float least, float most) {
    if (!(value >= least && value <= most)) { // so that NaN is refused
      throw outOfRange(name, value);
    }
    return value;
  }

  private LlamajarException outOfRange(String name, Number value) {
    return new LlamajarException(key(name) + " is " + value + ", out of range" + BROKEN);
  }

  public boolean has(String tensor) {
    return gguf.tensor(tensor).isPresent();
  }

  /** The rows of a matrix that must exist: its second dimension. */
  int rows(String matrix) {
    long rows = tensor(matrix).dimension(1);
    if (rows > MOST_TOKENS) {
      throw new LlamajarException(
          "The tensor %s has %d rows, more than any vocabulary".formatted(matrix, rows) + BROKEN);
    }
    return (int) rows;
  }

  /** The size of a vector that must exist. */
  int size(String name) {
    long size = tensor(name).dimension(0);
    if (size > MOST) {
      throw new LlamajarException("The tensor %s has %d values".formatted(name, size) + BROKEN);
    }
    return (int) size;
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
    Vector scales = scales(name, experts);
    List<Weights> matrices = new ArrayList<>();
    long bytes = Math.multiplyExact(quant.bytes(columns), (long) rows);
    for (int e = 0; e < experts; e++) {
      MemorySegment data = tensor.data().asSlice(e * bytes, bytes);
      matrices.add(new Weights(name, quant, data, rows, columns, scales.at(e)));
    }
    return matrices;
  }

  /** What products with matrices are multiplied with, which some quants leave to another tensor. */
  private Vector scales(String matrices, int experts) {
    String name = matrices.replaceFirst("weight$", "scale");
    boolean has = gguf.tensor(name).filter(t -> t.dimension(0) == experts).isPresent();
    return has ? vector(name, experts) : Vector.ones(experts);
  }

  /** A vector of weights that must exist. */
  public Vector vector(String name, int size) {
    TensorInfo tensor = tensor(name);
    checkShape(tensor, size, 1, 1);
    return vector(tensor, size);
  }

  private static Vector vector(TensorInfo tensor, int size) {
    Quant quant = quant(tensor);
    // In place where it can be; the few that are not float32 are decoded.
    if (tensor.type() == GgmlType.F32 && tensor.data().address() % 4 == 0) {
      return new Vector(tensor.data(), size);
    }
    float[] values = new float[size];
    quant.decode(tensor.data(), 0, values, size);
    return Vector.of(values);
  }

  /** As many vectors of weights as there are experts, from one tensor. */
  List<Vector> vectors(String name, int experts, int size) {
    Vector all = values(name, experts, size);
    return IntStream.range(0, experts).mapToObj(e -> all.slice(e * size, size)).toList();
  }

  /** The values of a small matrix, row by row: {@code [rows, columns]}. */
  Vector values(String name, int rows, int columns) {
    TensorInfo tensor = tensor(name);
    checkShape(tensor, columns, rows, 1);
    return vector(tensor, Math.multiplyExact(rows, columns));
  }

  /** The values of small matrices, one after another: {@code [matrices, rows, columns]}. */
  Vector values(String name, int matrices, int rows, int columns) {
    TensorInfo tensor = tensor(name);
    checkShape(tensor, columns, rows, matrices);
    return vector(tensor, Math.multiplyExact(Math.multiplyExact(rows, columns), matrices));
  }

  /** A vector of weights, if the file has it. */
  public Optional<Vector> findVector(String name, int size) {
    return has(name) ? Optional.of(vector(name, size)) : Optional.empty();
  }

  private TensorInfo tensor(String name) {
    TensorInfo tensor =
        gguf.tensor(name)
            .orElseThrow(
                () -> new LlamajarException("The tensor " + name + " is missing" + BROKEN));
    read.add(name);
    return tensor;
  }

  /**
   * Refuses a file with a tensor that the model did not ask for: its text would be subtly wrong.
   * What reads vectors and scores does no harm, nor do layers that guess further tokens, nor what
   * others quantise inputs by.
   */
  void checkAllRead() {
    for (TensorInfo tensor : gguf.tensors()) {
      String name = tensor.name();
      if (!read.contains(name)
          && !isOfReadout(name)
          && !isOfGuessingLayer(name)
          && !name.endsWith(INPUT_SCALE)) {
        throw new LlamajarException(
            "The tensor %s has no place in a %s model with %s = %d"
                    .formatted(
                        quoted(tensor.name()),
                        architecture,
                        key("block_count"),
                        positive("block_count"))
                + BROKEN);
      }
    }
  }

  private static boolean isOfReadout(String name) {
    return READOUT.stream().anyMatch(name::startsWith);
  }

  private boolean isOfGuessingLayer(String name) {
    Matcher layer = LAYER.matcher(name);
    if (!layer.matches()) {
      return false;
    }
    int index = Integer.parseInt(layer.group(1));
    return index >= layers() && index < positive("block_count");
  }

  /** Text from a file as an error message can show it: on one line, not too long. */
  static String quoted(String text) {
    String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    return "'"
        + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line)
        + "'";
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
