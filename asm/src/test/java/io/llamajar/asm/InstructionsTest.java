package io.llamajar.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every instruction, in many forms, has the bytes that GNU {@code as} gives it. */
class InstructionsTest {
  @Test
  void theBytesAreThoseOfGnuAs() throws IOException {
    Map<String, String> expected = encodingsByGnuAs();
    Map<String, String> actual = InstructionForms.all();
    assertThat(actual.keySet())
        .as("forms; if they changed on purpose, run lab/assemble-with-gnu.py")
        .isEqualTo(expected.keySet());
    Map<String, String> different = new TreeMap<>();
    expected.forEach((text, hex) -> {
      if (!hex.equals(actual.get(text))) {
        different.put(text, "as: " + hex + ", we: " + actual.get(text));
      }
    });
    assertThat(different).isEmpty();
  }

  @Test
  void everyInstructionIsTried() {
    assertThat(InstructionForms.formsPerInstruction())
        .hasSizeGreaterThan(300)
        .allSatisfy((instruction, forms) -> assertThat(forms).as(instruction).isPositive());
  }

  private static Map<String, String> encodingsByGnuAs() throws IOException {
    Map<String, String> encodings = new TreeMap<>();
    try (InputStream file = InstructionsTest.class.getResourceAsStream("instructions.tsv")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
      text.lines()
          .map(line -> line.split("\t"))
          .forEach(columns -> encodings.put(columns[0], columns[1]));
    }
    return encodings;
  }
}
