package io.llamajar.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of four cores with two hardware threads each: CPU 0 and 4 are the first, and so on. */
class CoresTest {
  @TempDir private Path folder;
  private Path status;

  @BeforeEach
  void describeTheMachine() throws IOException {
    status = folder.resolve("status");
    for (int cpu = 0; cpu < 8; cpu++) {
      Path topology = Files.createDirectories(folder.resolve("cpu" + cpu).resolve("topology"));
      String siblings = cpu % 4 + "," + (cpu % 4 + 4) + "\n";
      Files.writeString(topology.resolve("thread_siblings_list"), siblings);
    }
  }

  private int count(String allowed, int processors) throws IOException {
    Files.writeString(status, "Name:\tjava\nCpus_allowed_list:\t" + allowed + "\nMems:\t0\n");
    return Cores.count(folder, status, processors);
  }

  @Test
  void hardwareThreadsOfACoreCountOnce() throws IOException {
    assertThat(count("0-7", 8)).isEqualTo(4);
    assertThat(count("0,4", 2)).isEqualTo(1);
    assertThat(count("0-2,6", 4)).isEqualTo(3);
    assertThat(count("5", 1)).isEqualTo(1);
  }

  @Test
  void aQuotaCounts() throws IOException {
    assertThat(count("0-7", 3)).isEqualTo(3);
  }

  @Test
  void whereNothingIsToldTheJvmCounts() throws IOException {
    assertThat(count("0-9", 6)).isEqualTo(6);
    assertThat(count("all", 6)).isEqualTo(6);
    Files.writeString(status, "Name:\tjava\n");
    assertThat(Cores.count(folder, status, 6)).isEqualTo(6);
    assertThat(Cores.count(folder, folder.resolve("nothing"), 6)).isEqualTo(6);
  }

  @Test
  void thisMachineHasACore() {
    assertThat(Cores.count()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
