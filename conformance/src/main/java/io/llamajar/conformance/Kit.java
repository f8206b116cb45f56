package io.llamajar.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds and reads the conformance kit: its folder is {@code -Dconformance=DIR}. */
public final class Kit {
  // Some measurements in the files are NaN.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Kit() {}

  /**
   * The kit's root folder.
   *
   * @throws IllegalStateException if it is missing: tests must fail then, not pass over their cases
   */
  public static Path root() {
    Path root = Path.of(System.getProperty("conformance", "../../shared/conformance"));
    if (!Files.isDirectory(root)) {
      throw new IllegalStateException(
          "No conformance kit at "
              + root.toAbsolutePath()
              + "; name its folder with -Dconformance=DIR");
    }
    return root.toAbsolutePath().normalize();
  }

  /** A file or folder of the kit, which must exist. */
  public static Path path(String relative) {
    Path path = root().resolve(relative);
    if (!Files.exists(path)) {
      throw new IllegalStateException("The conformance kit has no " + path);
    }
    return path;
  }

  /** The files of a folder of the kit whose names end so, in alphabetical order; at least one. */
  public static List<Path> list(String folder, String suffix) {
    try (Stream<Path> files = Files.list(path(folder))) {
      List<Path> found =
          files.filter(f -> f.getFileName().toString().endsWith(suffix)).sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("The conformance kit has no *" + suffix + " in " + folder);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JSON file as a tree. */
  public static JsonNode json(Path file) {
    return JSON.readTree(file.toFile());
  }

  /** A file of little-endian float32 values, gunzipped if its name ends in {@code .gz}. */
  public static float[] floats(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** The content of a file, gunzipped if its name ends in {@code .gz}. */
  public static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file);
        InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The array of integers at a JSON node. */
  public static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
