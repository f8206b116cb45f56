package io.llamajar.server;

import static io.llamajar.gguf.GgufValue.float32;
import static io.llamajar.gguf.GgufValue.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.LoraFile;
import io.llamajar.ModelOptions;
import io.llamajar.chat.template.Json;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufWriter;
import io.llamajar.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Requests that want adapters, or change how much of them others get. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdaptersTest {
  private static final String CHANGED = "blk.0.ffn_down.weight";

  private Demo demo;

  @BeforeAll
  void start(@TempDir Path folder) {
    LoraFile lora = new LoraFile(adapter(folder.resolve("changed.gguf")), 0);
    ModelOptions options = Demo.MODEL.withLoras(List.of(lora));
    demo = Demo.start(server -> server, options);
  }

  @AfterAll
  void end() {
    demo.close();
  }

  /** Makes something else of what the first layer has to say. */
  private static GgufSource adapter(Path file) {
    try (Gguf gguf = Gguf.open(Demo.FILE)) {
      TensorInfo tensor = gguf.tensor(CHANGED).orElseThrow();
      new GgufWriter()
          .put("general.architecture", text(gguf.metadata().text("general.architecture")))
          .put("general.type", text("adapter"))
          .put("adapter.type", text("lora"))
          .put("adapter.lora.alpha", float32(8))
          .tensor(
              CHANGED + ".lora_a",
              GgmlType.F32,
              List.of(tensor.dimension(0), 1L),
              () -> random(1, tensor.dimension(0)))
          .tensor(
              CHANGED + ".lora_b",
              GgmlType.F32,
              List.of(1L, tensor.dimension(1)),
              () -> random(2, tensor.dimension(1)))
          .write(file);
    }
    return GgufSource.of(file);
  }

  private static MemorySegment random(long seed, long count) {
    MemorySegment values = MemorySegment.ofArray(new byte[Math.toIntExact(count * Float.BYTES)]);
    Random random = new Random(seed);
    for (long i = 0; i < count; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) random.nextGaussian());
    }
    return values;
  }

  private Object answer(String more) {
    HttpResponse<String> reply =
        demo.post(
            "/completion",
            "{\"prompt\": \"Once upon a time\", \"temperature\": 0, \"n_predict\": 16%s}"
                .formatted(more));
    return Demo.at(reply, "content");
  }

  @Test
  void aRequestGetsAsMuchOfAnAdapterAsItWants() {
    Object plain = answer("");
    assertThat(answer(", \"lora\": [{\"id\": 0, \"scale\": 1}]")).isNotEqualTo(plain);
    assertThat(answer(", \"lora\": [{\"id\": 0, \"scale\": 0}]")).isEqualTo(plain);
    assertThat(answer(", \"lora\": []")).isEqualTo(plain);
  }

  @Test
  void whatOthersGetMayBeChanged() {
    Object plain = answer("");
    HttpResponse<String> listed = demo.get("/lora-adapters");
    assertThat(Demo.at(listed, 0, "path")).isEqualTo("changed.gguf");
    assertThat(Demo.at(listed, 0, "scale")).isEqualTo(0.0);
    assertThat(demo.post("/lora-adapters", "[{\"id\": 0, \"scale\": 1}]").statusCode())
        .isEqualTo(200);
    assertThat(Demo.at(demo.get("/lora-adapters"), 0, "scale")).isEqualTo(1.0);
    assertThat(answer("")).isNotEqualTo(plain);
    demo.post("/lora-adapters", "[]");
    assertThat(answer("")).isEqualTo(plain);
    assertThat(Json.parse(demo.post("/lora-adapters", "[{\"id\": 1}]").body()).toString())
        .contains("id");
  }
}
