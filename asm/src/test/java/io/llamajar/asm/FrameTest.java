package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A function by each convention, called by assembled code that checks what it comes back with. */
class FrameTest {
  private static final long MARK = 0x1234_5678_9ABC_0000L;
  private static final int VECTORS = 128; // where the results of vectors begin

  @BeforeEach
  void aCpuToRunOn() {
    assumeTrue(CpuFeatures.host().has(CpuFeature.AVX));
  }

  @ParameterizedTest
  @EnumSource
  void theCallersRegistersSurviveABodyThatUsesThemAll(CallingConvention convention) {
    Assembler a = new Assembler();
    Frame frame = Frame.enter(a, 200, convention);
    for (int i = 0; i < 16; i++) {
      if (i != rsp.number()) {
        a.mov(new Gp(i), -1L);
      }
      a.vpcmpeqd(ymm(i), ymm(i), ymm(i));
    }
    for (int at = 0; at < 200; at += 8) {
      a.mov(mem(rsp, at), rax);
    }
    frame.leave();

    long[] kept = callAndReport(convention, a);

    for (int i = 0; i < 16; i++) {
      if (convention.saved.contains(new Gp(i))) {
        assertThat(kept[i]).as("register " + i).isEqualTo(MARK + i);
      }
      if (i >= convention.firstSavedVector) {
        assertThat(kept[VECTORS / 8 + 2 * i]).as("xmm" + i).isEqualTo(MARK + i);
        assertThat(kept[VECTORS / 8 + 2 * i + 1]).as("xmm" + i).isEqualTo(MARK + i);
      }
    }
    assertThat(kept[rsp.number()]).as("the stack").isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource
  void theArgumentIsInRdiAndTheStackIsAligned(CallingConvention convention) {
    for (int bytes : List.of(0, 1, 64, 100, 4096, 20_000)) {
      Assembler a = new Assembler();
      Frame frame = Frame.enter(a, bytes, convention);
      a.mov(mem(rdi, 512), rdi);
      a.mov(mem(rdi, 520), rsp);
      if (bytes > 0) {
        a.xor(rax, rax);
        a.mov8(mem(rsp, bytes - 1), rax);
      }
      frame.leave();
      long[] kept = callAndReport(convention, a);
      assertThat(kept[64]).isEqualTo(kept[66]);
      if (bytes > 0) {
        assertThat(kept[65] % 64).as("rsp with " + bytes).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void severalEndsAreAsGoodAsOne(int bytes) {
    Assembler a = new Assembler();
    Frame frame = Frame.enter(a, bytes);
    Label other = new Label();
    a.mov(rax, mem(rdi));
    a.test(rax, rax);
    a.jz(other);
    frame.leave();
    a.bind(other);
    a.mov(rax, 7);
    a.mov(mem(rdi), rax);
    frame.leave();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(8);
      MachineCode code = MachineCode.install(arena, "ends", a.assemble()).orElseThrow();
      code.call(number);
      code.call(number);
      assertThat(number.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7);
    }
  }

  /**
   * Calls the function, by its convention, with marks in the registers; gives what is in them then:
   * 16 general-purpose ones (that of rsp as a difference), 16 vectors; behind them is room for what
   * the function itself writes, and its argument.
   */
  private static long[] callAndReport(CallingConvention convention, Assembler function) {
    try (Arena arena = Arena.ofConfined()) {
      MachineCode callee = MachineCode.install(arena, "callee", function.assemble()).orElseThrow();
      MemorySegment report = arena.allocate(1024);
      MachineCode.install(arena, "caller", caller(convention, callee.address()))
          .orElseThrow()
          .call(report);
      report.set(ValueLayout.JAVA_LONG, 528, report.address());
      return report.toArray(ValueLayout.JAVA_LONG);
    }
  }

  private static byte[] caller(CallingConvention convention, long callee) {
    Assembler a = new Assembler();
    Frame frame = Frame.enter(a, 128);
    a.mov(mem(rsp, 64), rdi);
    a.mov(mem(rsp, 72), rsp);
    for (int i = 0; i < 16; i++) {
      a.vmovups(xmm(i), mem(a.longs(128, MARK + i)));
      if (i != rsp.number()) {
        a.mov(new Gp(i), MARK + i);
      }
    }
    Label back = new Label();
    a.mov(convention.argument, mem(rsp, 64));
    a.lea(rax, mem(back)); // a call: the return address, then a jump in the form of a return
    a.push(rax);
    a.mov(rax, callee);
    a.push(rax);
    a.ret();
    a.bind(back);
    a.push(rdi);
    a.mov(rdi, mem(rsp, 8 + 64));
    for (int i = 0; i < 16; i++) {
      a.mov(mem(rdi, 8 * i), new Gp(i));
      a.vmovups(mem(rdi, VECTORS + 16 * i), xmm(i));
    }
    a.pop(rax);
    a.mov(mem(rdi, 8 * rdi.number()), rax);
    a.mov(rax, rsp);
    a.sub(rax, mem(rsp, 72));
    a.mov(mem(rdi, 8 * rsp.number()), rax);
    frame.leave();
    return a.assemble();
  }
}
