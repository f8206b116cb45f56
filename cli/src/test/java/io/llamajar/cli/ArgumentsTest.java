package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void theLastPartsOfTheCommandLineAreTheArguments() {
    byte[] line = "java\0-cp\0x\0Main\0run\0-p\0Grüße\0".getBytes(UTF_8);
    assertThat(Arguments.repaired(new String[] {"run", "-p", "Gr\uFFFD\uFFFDe"}, line))
        .containsExactly("run", "-p", "Grüße");
  }

  @Test
  void aCommandLineThatIsTooShortChangesNothing() {
    String[] args = {"a", "\uFFFD"};
    assertThat(Arguments.repaired(args, "a\0".getBytes(UTF_8))).isSameAs(args);
  }

  @Test
  void whatWasDecodedStaysAsItIs() {
    String[] args = {"run", "Grüße"};
    assertThat(Arguments.repaired(args)).isSameAs(args);
  }
}
