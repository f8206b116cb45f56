package io.llamajar.chat.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsEveryKindOfValue() {
    Object value =
        Json.parse("{\"a\":[1,2.5,\"x\",true,false,null,12345678901234567890],\"b\":{}}");

    assertThat(value)
        .isEqualTo(
            Map.of(
                "a",
                List.of(
                    1L, 2.5, "x", true, false, None.NONE, new BigInteger("12345678901234567890")),
                "b",
                Map.of()));
  }

  @Test
  void writesWhatItRead() {
    String text = "{\"z\":[1,-2.5,\"é\\n\\\"\",true,null],\"a\":{\"b\":[]}}";

    assertThat(Json.write(Json.parse(text))).isEqualTo(text);
  }

  @Test
  void objectsKeepTheirOrderAndLeaveOutWhatIsEmpty() {
    assertThat(Json.write(Json.object("z", 1, "b", Optional.empty(), "a", Optional.of(2.5f))))
        .isEqualTo("{\"z\":1,\"a\":2.5}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1,]", "{a:1}", "nul", "1 2", "'x'", "NaN"})
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(LlamajarException.class)
        .hasMessageNotContainingAny("Source", "Stream", "\n");
  }

  @Test
  void saysWhereItIsNoJson() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": x\n}"))
        .hasMessageStartingWith("This is not valid JSON in line 2, column 8: ")
        .hasMessageEndingWith("; correct it");
  }

  @Test
  void refusesDeepNesting() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("nesting depth (101) exceeds the maximum allowed (100)");
  }
}
