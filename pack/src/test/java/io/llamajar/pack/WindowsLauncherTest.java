package io.llamajar.pack;

import static io.llamajar.asm.Registers.*;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.LlamajarException;
import io.llamajar.asm.Assembler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsLauncherTest {
  private static final int HEADERS = 0x40 + 24; // the signature, the header of all object files
  private static final int SECTIONS = HEADERS + 240;

  private static final Path WINE = Path.of("/usr/bin/wine");

  @TempDir Path folder;
  private final byte[] bytes = WindowsLauncher.program();
  private final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  private record Section(String name, int bytes, int address, int stored, int at, int flags) {
    boolean has(int place) {
      return place >= address && place < address + bytes;
    }
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < file.getShort(0x40 + 6); i++) {
      ByteBuffer header = file.slice(SECTIONS + 40 * i, 40).order(ByteOrder.LITTLE_ENDIAN);
      sections.add(
          new Section(
              text(SECTIONS + 40 * i),
              header.getInt(8),
              header.getInt(12),
              header.getInt(16),
              header.getInt(20),
              header.getInt(36)));
    }
    return sections;
  }

  private String text(int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at; file.get(i) != 0; i++) {
      text.append((char) file.get(i));
    }
    return text.toString();
  }

  /** Where a place in the program's memory lies in the file. */
  private int stored(long place) {
    Section section = sections().stream().filter(s -> s.has((int) place)).findFirst().orElseThrow();
    return (int) place - section.address() + section.at();
  }

  @Test
  void itIsAConsoleProgramFor64BitWindows() {
    assertThat(text(0)).isEqualTo("MZ");
    assertThat(file.getInt(0x3C)).isEqualTo(0x40);
    assertThat(text(0x40)).isEqualTo("PE");
    assertThat(file.getShort(0x44)).isEqualTo((short) 0x8664);
    assertThat(file.getShort(HEADERS)).isEqualTo((short) 0x20B);
    assertThat(file.getShort(HEADERS + 68)).as("subsystem").isEqualTo((short) 3);
    assertThat(file.limit()).isLessThan(4096);
  }

  @Test
  void sectionsLieWithinTheFileAndNoneIsBothWrittenAndExecuted() {
    int end = 0;
    for (Section section : sections()) {
      assertThat(section.at() + section.stored()).isLessThanOrEqualTo(file.limit());
      assertThat(section.at() % 0x200 + section.stored() % 0x200).isZero();
      assertThat(section.address()).isGreaterThanOrEqualTo(end);
      assertThat(section.flags() & 0xA000_0000).isNotEqualTo(0xA000_0000);
      end = section.address() + section.bytes();
    }
    assertThat(sections()).extracting(Section::name).containsExactly(".text", ".rdata", ".bss");
    assertThat(file.getInt(HEADERS + 56)).as("size of the image").isGreaterThanOrEqualTo(end);
    assertThat(sections().getFirst().has(file.getInt(HEADERS + 16))).as("entry point").isTrue();
  }

  @Test
  void whatItImportsHasNames() {
    int directory = stored(file.getInt(HEADERS + 120));
    assertThat(text(stored(file.getInt(directory + 12)))).isEqualTo("kernel32.dll");
    int names = stored(file.getInt(directory));
    int slots = stored(file.getInt(directory + 16));
    List<String> functions = new ArrayList<>();
    for (int i = 0; file.getLong(names + i) != 0; i += Long.BYTES) {
      assertThat(file.getLong(slots + i)).isEqualTo(file.getLong(names + i));
      functions.add(text(stored(file.getLong(names + i)) + Short.BYTES));
    }
    assertThat(functions).contains("CreateProcessW", "ExitProcess", "WriteFile").hasSize(12);
  }

  @Test
  void itIsTheSameEachTime() {
    assertThat(WindowsLauncher.program()).isEqualTo(bytes);
  }

  @Test
  void itStandsBesideThePackedFileWhoseNameItTakes() {
    assertThat(WindowsLauncher.beside(Path.of("a", "b.c.llamajar")))
        .isEqualTo(Path.of("a", "b.c.exe"));
    assertThatThrownBy(() -> WindowsLauncher.beside(Path.of("b.cmd")))
        .isInstanceOf(LlamajarException.class)
        .hasMessage("NAME.exe starts NAME.llamajar; call the file so, not b.cmd");
  }

  @Test
  void underWineItStartsTheJavaThatIsThere() throws Exception {
    assumeTrue(Files.isExecutable(WINE));
    Path exe = folder.resolve("größe & co.exe");
    WindowsLauncher.write(exe);
    assertThat(run(exe, "").code()).as("while Wine sets itself up, and says so").isEqualTo(1);
    assertThat(run(exe, "").text()).startsWith("No Java 25 or newer found").hasLineCount(1);

    Path java = folder.resolve("a home/bin/java.exe");
    Files.createDirectories(java.getParent());
    Files.write(java, sayingItsCommandLine());
    Ending ending = run(exe, "Z:" + folder.resolve("a home"), "run", "a b", "50%PATH% \"!\"");
    assertThat(ending.text())
        .contains("bin\\java.exe\" -XX:+UseSerialGC -XX:-UsePerfData -jar \"Z:")
        .contains(" & co.llamajar\" run \"a b\" \"50%PATH% \\\"!\\\"\"");
    assertThat(ending.code()).isEqualTo(7);
  }

  /** A program for Windows that writes how it was called, and ends with 7. */
  private static byte[] sayingItsCommandLine() {
    PortableExecutable executable =
        new PortableExecutable(
            List.of("GetCommandLineA", "lstrlenA", "GetStdHandle", "WriteFile", "ExitProcess"), 8);
    Assembler a = new Assembler();
    a.lea(rbx, mem(a.here(), -PortableExecutable.CODE));
    a.sub(rsp, 40);
    a.call(mem(rbx, executable.function("GetCommandLineA")));
    a.mov(rsi, rax);
    a.mov(rcx, rsi);
    a.call(mem(rbx, executable.function("lstrlenA")));
    a.mov(rdi, rax);
    a.mov(rcx, -11); // standard output
    a.call(mem(rbx, executable.function("GetStdHandle")));
    a.mov(rcx, rax);
    a.mov(rdx, rsi);
    a.mov(r8, rdi);
    a.lea(r9, mem(rbx, PortableExecutable.MEMORY));
    a.mov(rax, 0);
    a.mov(mem(rsp, 32), rax);
    a.call(mem(rbx, executable.function("WriteFile")));
    a.mov(rcx, 7);
    a.call(mem(rbx, executable.function("ExitProcess")));
    return executable.with(a.assemble());
  }

  private record Ending(int code, String text) {}

  private Ending run(Path exe, String home, String... words)
      throws IOException, InterruptedException {
    Path text = folder.resolve("text");
    List<String> line = new ArrayList<>(List.of(WINE.toString(), exe.toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(text.toFile());
    // Its server outlives the test for some seconds, and would write into a folder that is removed.
    Path prefix = Files.createDirectories(Path.of("target", "wine").toAbsolutePath());
    builder.environment().put("WINEPREFIX", prefix.toString());
    builder.environment().put("WINEDEBUG", "-all");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("DISPLAY");
    builder.environment().put("JAVA_HOME", home);
    int code = builder.start().waitFor();
    return new Ending(code, Files.readString(text, ISO_8859_1));
  }
}
