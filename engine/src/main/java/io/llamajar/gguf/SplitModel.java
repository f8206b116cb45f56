package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufReader.Part;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Joins the parts of a model that was split over several files: {@code NAME-00001-of-00003.gguf}
 * and so on become one.
 *
 * <p>Each part is a GGUF file of its own and says which it is; only the first has the model's
 * metadata.
 */
final class SplitModel {
  static final String NUMBER = "split.no";
  static final String COUNT = "split.count";
  static final String TENSORS = "split.tensors.count";

  private static final Pattern NAME = Pattern.compile("(.*)-\\d{5}-of-(\\d{5})\\.gguf");

  private final GgufSource anyPart;
  private final int count;
  private final String name;

  private SplitModel(GgufSource anyPart, int number, int count) {
    this.anyPart = anyPart;
    this.count = count;
    String fileName = anyPart.fileName();
    String ending = ending(number, count);
    if (!fileName.endsWith(ending)) {
      throw new LlamajarException(
          anyPart
              + " is a part of a split model, but its name does not end in "
              + ending
              + "; give it and the other parts their names back");
    }
    this.name = fileName.substring(0, fileName.length() - ending.length());
  }

  /** Whether a metadata key tells how a model is split, and nothing about the model. */
  static boolean isKey(String key) {
    return key.equals(NUMBER) || key.equals(COUNT) || key.equals(TENSORS);
  }

  /** Whether a file is a part of a larger whole. */
  static boolean isPart(Part part) {
    return part.metadata().integer(COUNT, 1) > 1;
  }

  /** How the file name of a part ends; {@code number} counts from 0. */
  static String ending(int number, int count) {
    return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
  }

  /** The parts that are there of the model that a source is a part of, by its name. */
  static List<GgufSource> parts(GgufSource source) {
    Matcher part = NAME.matcher(source.fileName());
    if (!part.matches()) {
      return List.of(source);
    }
    int count = Integer.parseInt(part.group(2));
    return IntStream.range(0, count)
        .mapToObj(number -> source.sibling(part.group(1) + ending(number, count)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Opens the siblings of a part and puts all together. */
  static Part join(GgufSource source, Part opened, Arena arena) {
    if (!source.hasName()) {
      throw new LlamajarException(
          source + ": the model in it is one part of a split model; merge the parts first");
    }
    int number = opened.metadata().integer(NUMBER);
    int count = opened.metadata().integer(COUNT);
    if (number < 0 || number >= count) {
      throw new LlamajarException(
          source
              + " says that it is part "
              + (number + 1L)
              + " of "
              + count
              + "; it is damaged, download it again");
    }
    return new SplitModel(source, number, count).join(opened, number, arena);
  }

  private Part join(Part opened, int openedNumber, Arena arena) {
    Part first = openedNumber == 0 ? opened : open(0, arena);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>(first.tensors());
    for (int number = 1; number < count; number++) {
      Part part = number == openedNumber ? opened : open(number, arena);
      for (TensorInfo tensor : part.tensors().values()) {
        if (tensors.put(tensor.name(), tensor) != null) {
          throw mismatch(number, "has the tensor " + Cursor.quote(tensor.name()) + " once more");
        }
      }
    }
    int expected = first.metadata().integer(TENSORS, tensors.size());
    if (expected != tensors.size()) {
      throw mismatch(
          0, "says that the model has " + expected + " tensors, but it has " + tensors.size());
    }
    return new Part(first.version(), first.metadata(), tensors);
  }

  private Part open(int number, Arena arena) {
    GgufSource source = part(number);
    Part part = GgufReader.read(source.toString(), FileAccess.map(source, arena));
    int itsNumber = part.metadata().integer(NUMBER);
    int itsCount = part.metadata().integer(COUNT);
    if (itsNumber != number || itsCount != count) {
      throw mismatch(number, "says that it is part " + (itsNumber + 1L) + " of " + itsCount);
    }
    return part;
  }

  private GgufSource part(int number) {
    return anyPart.sibling(fileName(number)).orElseThrow(() -> missing(number));
  }

  private String fileName(int number) {
    return name + ending(number, count);
  }

  private LlamajarException missing(int number) {
    return new LlamajarException(
        fileName(number)
            + " is missing; "
            + anyPart
            + " needs all "
            + count
            + " parts, download the others beside it");
  }

  private LlamajarException mismatch(int number, String what) {
    return new LlamajarException(
        fileName(number)
            + " "
            + what
            + "; the parts do not belong together, download them again ("
            + anyPart
            + ")");
  }
}
