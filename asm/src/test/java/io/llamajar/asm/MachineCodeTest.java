package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MachineCodeTest {
  @BeforeEach
  void aCpuToRunOn() {
    assumeTrue(CpuFeatures.isX64());
  }

  @Test
  void installedCodeRuns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(8);
      MachineCode code = MachineCode.install(arena, "add 5", adding(5)).orElseThrow();
      code.call(number);
      code.call(number.address());
      assertThat(number.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(10);
    }
  }

  @Test
  void manyFunctionsShareTheirPages() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(8);
      List<MachineCode.Routine> routines = new ArrayList<>();
      for (int i = 1; i <= 3000; i++) {
        routines.add(new MachineCode.Routine("add " + i, adding(i)));
      }
      List<MachineCode> functions = MachineCode.install(arena, routines).orElseThrow();
      functions.forEach(function -> function.call(number));
      assertThat(number.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(3000 * 3001 / 2);
      assertThat(functions).allMatch(function -> function.address() % 64 == 0);
    }
  }

  @Test
  void functionsComeAndGoByTheThousand() {
    for (int i = 0; i < 5000; i++) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment number = arena.allocate(8);
        MachineCode.install(arena, "add", adding(i)).orElseThrow().call(number);
        assertThat(number.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(i);
      }
    }
  }

  @Test
  void aFunctionThatIsGoneIsNotCalled() {
    MachineCode code;
    try (Arena arena = Arena.ofConfined()) {
      code = MachineCode.install(arena, "gone", adding(1)).orElseThrow();
    }
    MachineCode gone = code;
    assertThatIllegalStateException().isThrownBy(() -> gone.call(0));
  }

  @Test
  void aJavaArrayIsNoArgument() {
    try (Arena arena = Arena.ofConfined()) {
      MachineCode code = MachineCode.install(arena, "add", adding(1)).orElseThrow();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> code.call(MemorySegment.ofArray(new long[1])));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pagesThatRunCannotBeWritten() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MachineCode code = MachineCode.install(arena, "add", adding(1)).orElseThrow();
      assertThat(permissions(code.address())).hasValue("r-xp");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pagesAreGivenBackWhenTheArenaIsClosed() throws IOException {
    long address;
    try (Arena arena = Arena.ofConfined()) {
      address = MachineCode.install(arena, "add", adding(1)).orElseThrow().address();
    }
    assertThat(permissions(address).filter(p -> p.contains("x"))).isEmpty();
  }

  @Test
  void perfIsToldAddressSizeAndName() {
    assertThat(PerfMap.line(0x7F00_0000_1040L, 300, "dot q8_0"))
        .isEqualTo("7f0000001040 12c dot q8_0\n");
  }

  /** What the system lets us do with the page at an address, as proc(5) writes it. */
  static Optional<String> permissions(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] area = line.split(" ");
      String[] range = area[0].split("-");
      if (Long.parseUnsignedLong(range[0], 16) <= address
          && Long.parseUnsignedLong(range[1], 16) > address) {
        return Optional.of(area[1]);
      }
    }
    return Optional.empty();
  }

  private static byte[] adding(int number) {
    Assembler a = new Assembler();
    Frame frame = Frame.enterScalar(a);
    a.mov(rax, mem(rdi));
    a.add(rax, number);
    a.mov(mem(rdi), rax);
    frame.leave();
    return a.assemble();
  }
}
