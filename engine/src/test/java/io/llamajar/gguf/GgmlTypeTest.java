package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The table of tensor types says what llama.cpp says. */
class GgmlTypeTest {
  @Test
  void blocksAreOfTheKitsSizes() {
    JsonNode kit = Kit.json(Kit.path("quants/blocks/index.json"));
    assertThat(kit.isEmpty()).isFalse();
    for (JsonNode line : kit) {
      GgmlType type = GgmlType.of(line.get("ggml_type_id").asInt()).orElseThrow();
      assertThat(type).hasToString(line.get("type").asString());
      assertThat(type.blockValues()).isEqualTo(line.get("block_values").asInt());
      assertThat(type.blockBytes()).isEqualTo(line.get("block_bytes").asInt());
    }
  }
}
