package io.llamajar.structure;

import static io.llamajar.structure.CommandLine.program;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.structure.CommandLine.Started;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two programs that run the same packed file have its weights in memory once. */
@EnabledOnOs(OS.LINUX)
class SharedWeightsTest {
  private static final Path MODEL = House.ROOT.resolve("models/demo/llamajar-demo-q8_0.gguf");

  @TempDir Path folder;

  /**
   * What a process has of a file in memory.
   *
   * @param resident kB of it that are mapped and there
   * @param share of these, its own share: a page that two have counts as half a page for each
   */
  record Mapped(long resident, long share) {
    static Mapped of(Process process, Path file) throws IOException {
      long resident = 0;
      long share = 0;
      boolean isFile = false;
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps"))) {
        String[] words = line.split("\\s+");
        if (!words[0].endsWith(":")) { // the first line of a mapping, which ends with its file
          isFile = line.endsWith(file.toString());
        } else if (isFile && words[0].equals("Rss:")) {
          resident += Long.parseLong(words[1]);
        } else if (isFile && words[0].equals("Pss:")) {
          share += Long.parseLong(words[1]);
        }
      }
      return new Mapped(resident, share);
    }
  }

  @Test
  void twoProcessesShareThem() throws Exception {
    Path packed = folder.toRealPath().resolve("shared.llamajar");
    CommandLine here = new CommandLine(folder, Map.of("LLAMAJAR_CACHE", ""));
    assertThat(here.run(program("pack", MODEL.toString(), "-o", packed.toString())).code())
        .isZero();
    Started first = here.start(List.of(packed.toString(), "chat", "--temp", "0", "-n", "8"));
    Started second = here.start(List.of(packed.toString(), "chat", "--temp", "0", "-n", "8"));
    try {
      ask(first);
      ask(second);
      long weights = Files.size(MODEL) / 1024;
      for (Started each : List.of(first, second)) {
        Mapped mapped = Mapped.of(each.process(), packed);
        assertThat(mapped.resident()).as("mapped, not copied").isBetween(weights / 2, 2 * weights);
        assertThat(mapped.share()).as("kB of %s", mapped).isLessThan(mapped.resident() * 6 / 10);
      }
    } finally {
      first.process().destroy();
      second.process().destroy();
    }
  }

  /** Waits for an answer, for which all weights are read; the process stays for more questions. */
  @SuppressWarnings("MustBeClosedChecker")
  private static void ask(Started chat) throws IOException {
    chat.process().outputWriter().append("Hi\n").flush();
    BufferedReader answers = chat.process().inputReader();
    assertThat(answers.readLine()).isNotBlank();
  }
}
