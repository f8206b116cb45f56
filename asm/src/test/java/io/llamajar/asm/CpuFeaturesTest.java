package io.llamajar.asm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  @Test
  void theCpuSaysWhatItIs() {
    CpuFeatures cpu = CpuFeatures.host();
    assertThat(cpu.has(CpuFeature.SSE4_1)).isEqualTo(CpuFeatures.isX64());
  }
}
