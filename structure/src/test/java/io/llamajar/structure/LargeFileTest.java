package io.llamajar.structure;

import static io.llamajar.structure.CommandLine.JAVA;
import static io.llamajar.structure.CommandLine.program;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.structure.CommandLine.Ending;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A packed file of more than 4 GiB, with models in it and behind that: run with -Dlarge=true. */
@EnabledIfSystemProperty(named = "large", matches = "true")
class LargeFileTest {
  private static final Path MODEL = House.ROOT.resolve("models/demo/llamajar-demo-q8_0.gguf");
  private static final long LARGE = 4_700_000_000L;

  @TempDir Path folder;

  @Test
  void modelsBehindFourGigabytesAreMappedAndRunInEveryWay() throws Exception {
    CommandLine shell = new CommandLine(folder, Map.of("LLAMAJAR_CACHE", ""));
    Path file = folder.resolve("large.llamajar");
    List<String> packing = program("pack", large().toString(), MODEL.toString(), "-o");
    packing.addAll(
        List.of(file.toString(), "--args", "-m @" + MODEL.getFileName() + " --temp 0 -n 8"));
    assertThat(shell.run(packing).err()).isEmpty();
    assertThat(Files.size(file)).isGreaterThan(LARGE);

    String answer = shell.run(program("run", "--temp", "0", "-n", "8", "-p", "Hi")).out();
    for (List<String> start :
        List.of(
            List.of(file.toString()),
            List.of("sh", file.toString()),
            List.of("env", "-i", "JAVA_HOME=" + System.getProperty("java.home"), file.toString()),
            List.of(JAVA.toString(), "-jar", file.toString()))) {
      List<String> line = new ArrayList<>(start);
      line.addAll(List.of("run", "-p", "Hi"));
      Ending ending = shell.run(line);
      assertThat(ending.err()).isEmpty();
      assertThat(ending.out()).isEqualTo(answer);
    }
    assertThat(shell.run(file.toString(), "inspect", "-m", "@large.gguf").out())
        .contains("4,700,000,096 bytes");
    assertThat(shell.run("unzip", "-l", file.toString()).out()).contains("large.gguf");
    assertThat(shell.run("unzip", "-tq", file.toString()).code()).isZero();
    Path model = folder.resolve("again");
    shell.run(
        "sh",
        "-c",
        "unzip -p \"$0\" \"$1\" >\"$2\"",
        file + "",
        MODEL.getFileName() + "",
        model + "");
    assertThat(model).hasSameBinaryContentAs(MODEL);
  }

  /** One tensor of zeros, which the disk need not keep. */
  private Path large() throws Exception {
    Path file = folder.resolve("large.gguf");
    ByteBuffer head = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
    head.put("GGUF".getBytes(UTF_8)).putInt(3).putLong(1).putLong(0);
    head.putLong(5).put("zeros".getBytes(UTF_8)).putInt(1).putLong(LARGE / Float.BYTES);
    head.putInt(0).putLong(0); // F32, at the beginning of the data
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(head.array());
      sparse.setLength(head.limit() + LARGE);
    }
    return file;
  }
}
