package io.llamajar.server;

import io.llamajar.Embedder;
import io.llamajar.chat.template.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** {@code /v1/embeddings}: texts in, a vector for each out. */
final class Embeddings implements Endpoint {
  private static final String BASE64 = "base64";

  private final Models models;
  private final RequestLimits limits;

  Embeddings(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    boolean packed =
        fields.choice("encoding_format", "float", BASE64).filter(BASE64::equals).isPresent();
    try (Models.Lease lease = models.use(fields.text("model"))) {
      List<int[]> texts = TokenFields.texts(fields, "input", lease.model(), limits.messages());
      if (texts.isEmpty()) {
        throw ApiException.field("input", "input is missing or empty; give at least one text");
      }
      for (int[] text : texts) {
        TokenFields.check(text, "input", lease.model());
      }
      Embedder embedder = lease.model().embedder();
      List<float[]> vectors =
          shortened(
              fields, exchange.whileThere(embedder::cancel, () -> embedder.embedTokens(texts)));
      exchange.reply(reply(lease.name(), vectors, tokens(texts), packed));
    }
  }

  /** Vectors of as many dimensions as are wanted, the first ones; their length is 1 again. */
  static List<float[]> shortened(Fields fields, List<float[]> vectors) {
    int width = vectors.isEmpty() ? Integer.MAX_VALUE : vectors.getFirst().length;
    int wanted = fields.integer("dimensions", 1, width).orElse(width);
    return wanted == width
        ? vectors
        : vectors.stream().map(vector -> shortened(vector, wanted)).toList();
  }

  private static float[] shortened(float[] vector, int dimensions) {
    float[] shorter = Arrays.copyOf(vector, dimensions);
    double squares = 0;
    for (float value : shorter) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < dimensions && length > 0; i++) {
      shorter[i] = (float) (shorter[i] / length);
    }
    return shorter;
  }

  private static int tokens(List<int[]> texts) {
    return texts.stream().mapToInt(text -> text.length).sum();
  }

  private static Object reply(String model, List<float[]> vectors, int tokens, boolean packed) {
    List<Object> data = new ArrayList<>();
    for (float[] vector : vectors) {
      data.add(
          Json.object(
              "object",
              "embedding",
              "index",
              data.size(),
              "embedding",
              packed ? packed(vector) : list(vector)));
    }
    return Json.object(
        "object",
        "list",
        "data",
        data,
        "model",
        model,
        "usage",
        Json.object("prompt_tokens", tokens, "total_tokens", tokens));
  }

  /** float32, the lowest byte first. */
  private static String packed(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  static List<Object> list(float[] vector) {
    List<Object> list = new ArrayList<>(vector.length);
    for (float value : vector) {
      list.add(value);
    }
    return list;
  }
}
