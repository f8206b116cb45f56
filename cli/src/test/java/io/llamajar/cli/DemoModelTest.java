package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoModelTest {
  @Test
  void besideLooseClassesTheModelIsAFile() {
    assertThat(Llamajar.class.getResource("/models/demo/llamajar-demo-q8_0.gguf"))
        .hasProtocol("file");
  }
}
