package io.llamajar.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuFeaturesTest {
  // Where Linux's name is not ours in lower case.
  private static final Map<CpuFeature, List<String>> NAMES =
      Map.of(
          CpuFeature.BMI, List.of("bmi1", "bmi2"), CpuFeature.AVX512_VBMI, List.of("avx512vbmi"));

  private final CpuFeatures cpu = CpuFeatures.host();

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theFeaturesAreThoseThatLinuxSees() throws IOException {
    Set<String> flags = Set.of(entry("flags").split(" "));
    for (CpuFeature feature : CpuFeature.values()) {
      List<String> names =
          NAMES.getOrDefault(feature, List.of(feature.name().toLowerCase(Locale.ROOT)));
      assertThat(cpu.has(feature)).as(feature.name()).isEqualTo(flags.containsAll(names));
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theBrandIsTheOneThatLinuxSees() throws IOException {
    assertThat(cpu.brand()).isEqualTo(entry("model name"));
  }

  @Test
  void cachesHaveCommonSizes() {
    assertThat(cpu.l1Bytes()).isBetween(0, 1 << 20);
    assertThat(cpu.l2Bytes()).isBetween(0, 64 << 20);
  }

  @Test
  void anotherArchitectureHasNoneOfTheFeatures() {
    assertThat(cpu.features().isEmpty()).isNotEqualTo(CpuFeatures.isX64());
  }

  private static String entry(String name) throws IOException {
    Matcher line =
        Pattern.compile("(?m)^" + name + "\\s*: (.*)$")
            .matcher(Files.readString(Path.of("/proc/cpuinfo")));
    assertThat(line.find()).isTrue();
    return line.group(1).strip();
  }
}
