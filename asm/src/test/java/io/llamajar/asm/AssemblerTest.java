package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AssemblerTest {
  private final Assembler a = new Assembler();

  @Test
  void jumpsReachLabelsBeforeAndBehindThem() {
    Label behind = new Label();
    Label before = a.here();
    a.jnz(behind);
    a.jmp(before);
    a.bind(behind);
    a.ret();
    assertThat(hex()).isEqualTo("0f8505000000" + "e9f5ffffff" + "c3");
  }

  @Test
  void aLongJumpOverManyInstructionsIsExact() {
    Label end = new Label();
    a.jmp(end);
    for (int i = 0; i < 100_000; i++) {
      a.nop();
    }
    a.bind(end);
    assertThat(HexFormat.of().formatHex(a.assemble(), 0, 5)).isEqualTo("e9a0860100");
  }

  @Test
  void constantsLieBehindTheCodeAtMultiplesOfTheirLength() {
    Label bytes = a.bytes(128, 1, 2, 3, 4, 5, 6, 7, -8);
    Label floats = a.floats(512, 1);
    Label longs = a.longs(64, 5);
    a.vmovups(zmm(1), mem(floats));
    a.ret();
    byte[] code = a.assemble();
    assertThat(List.of(bytes.position(), floats.position(), longs.position()))
        .containsExactly(64, 128, 192);
    assertThat(HexFormat.of().formatHex(code, 0, 11)).isEqualTo("62f17c48100d76000000c3");
    assertThat(Arrays.copyOfRange(code, 64, 80))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, -8, 1, 2, 3, 4, 5, 6, 7, -8);
    assertThat(Arrays.copyOfRange(code, 188, 200))
        .containsExactly(0, 0, -128, 0x3F, 5, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void equalConstantsAreOne() {
    assertThat(a.ints(256, 0x01010101)).isSameAs(a.bytes(256, 1)).isNotSameAs(a.bytes(128, 1));
    assertThat(a.assemble()).hasSize(32 + 16);
  }

  @Test
  void assemblingAgainGivesTheSame() {
    a.vpaddd(ymm(1), ymm(2), mem(a.ints(256, 1), 4));
    byte[] code = a.assemble();
    assertThat(a.assemble()).isEqualTo(code);
  }

  @Test
  void alignmentIsFilledWithAnyNumberOfBytes() {
    for (int used = 0; used < 64; used++) {
      Assembler b = new Assembler();
      for (int i = 0; i < used; i++) {
        b.nop();
      }
      b.align(64);
      assertThat(b.assemble()).hasSize(used == 0 ? 0 : 64);
    }
  }

  @Test
  void theListingHasAnAddressTheBytesAndTheInstruction() {
    Assembler listed = Assembler.listed();
    Label loop = listed.here();
    listed.vaddps(zmm(1).zero(k(2)), zmm(2), mem(rdi, rcx, 4, 8).broadcast());
    listed.vpand(xmm(1), xmm(2), mem(listed.ints(128, 7)));
    listed.vpand(xmm(1), xmm(20), xmm(3));
    listed.dec(rcx);
    listed.jnz(loop);
    assertThat(listed.listing())
        .isEqualTo(
            """
            0000	62 f1 6c da 58 4c 8f 02	vaddps zmm1{k2}{z}, zmm2, dword ptr [rdi+rcx*4+8]{1to16}
            0008	c5 e9 db 0d 30 00 00 00	vpand xmm1, xmm2, xmmword ptr [rip+48]
            0010	62 f1 5d 00 db cb	vpandd xmm1, xmm20, xmm3
            0016	48 ff c9	dec rcx
            0019	0f 85 e1 ff ff ff	jnz .-25
            """);
    a.nop();
    assertThat(a.listing()).isEmpty();
  }

  @Test
  void whatCannotBeEncodedIsRefused() {
    refuses(a -> a.vpsignb(zmm(1), zmm(2), zmm(3)));
    refuses(a -> a.vpsignb(xmm(16), xmm(2), xmm(3)));
    refuses(a -> a.vhaddps(ymm(1).merge(k(1)), ymm(2), ymm(3)));
    refuses(a -> a.vaddps(zmm(1), zmm(2), ymm(3)));
    refuses(a -> a.vaddps(zmm(1), ymm(2), zmm(3)));
    refuses(a -> a.vaddps(zmm(1), zmm(2).merge(k(1)), zmm(3)));
    refuses(a -> a.vaddps(zmm(1), zmm(2), zmm(3).merge(k(1))));
    refuses(a -> a.vaddps(zmm(1), zmm(2), mem(rax).merge(k(1))));
    refuses(a -> a.vaddps(zmm(1), zmm(2), mem(rax, zmm(2), 4)));
    refuses(a -> a.vaddss(ymm(1), ymm(2), ymm(3)));
    refuses(a -> a.vpaddb(zmm(1), zmm(2), mem(rax).broadcast()));
    refuses(a -> a.vpermd(xmm(1), xmm(2), xmm(3)));
    refuses(a -> a.vpdpbusdVex(zmm(1), zmm(2), zmm(3)));
    refuses(a -> a.vpmovzxbw(zmm(1), xmm(2)));
    refuses(a -> a.vmovd(xmm(1).merge(k(1)), rax));
    refuses(a -> a.vcvtneps2bf16(xmm(1), mem(rax)));
    refuses(a -> a.vcvtneps2bf16(zmm(1), zmm(1)));
    refuses(a -> a.vpgatherdd(zmm(1), mem(rax, zmm(2), 4)));
    refuses(a -> a.vpgatherdd(zmm(1).merge(k(1)), mem(rax, zmm(1), 4)));
    refuses(a -> a.vpgatherdd(zmm(1).merge(k(1)), mem(rax, ymm(2), 4)));
    refuses(a -> a.vpgatherdd(ymm(1), mem(rax, ymm(2), 4), ymm(2)));
    refuses(a -> a.vblendvps(xmm(1), xmm(2), xmm(3), xmm(16)));
    refuses(a -> a.vpshufd(xmm(1), xmm(2), 256));
    refuses(a -> a.kandw(k(1).under(k(2)), k(1), k(1)));
    refuses(a -> a.mov(rax, mem(rcx).broadcast()));
    refuses(a -> a.shl(rax, 64));
    refuses(a -> a.align(48));
    refuses(a -> a.ints(32, 1, 2));
  }

  private static void refuses(Consumer<Assembler> instruction) {
    assertThatIllegalArgumentException().isThrownBy(() -> instruction.accept(new Assembler()));
  }

  @Test
  void registersThatDoNotExistAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> zmm(32));
    assertThatIllegalArgumentException().isThrownBy(() -> k(8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Gp(16));
    assertThatIllegalArgumentException().isThrownBy(() -> xmm(1).bits(64));
    assertThatIllegalArgumentException().isThrownBy(() -> zmm(1).merge(k(0)));
    assertThatIllegalArgumentException().isThrownBy(() -> mem(rax).merge(k(0)));
    assertThatIllegalArgumentException().isThrownBy(() -> mem(rax, rsp, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> mem(rax, rcx, 3));
  }

  @Test
  void aLabelIsBoundOnce() {
    Label label = a.here();
    assertThatIllegalStateException().isThrownBy(() -> a.bind(label));
    a.jmp(new Label());
    assertThatIllegalStateException().isThrownBy(a::assemble);
  }

  private String hex() {
    return HexFormat.of().formatHex(a.assemble());
  }
}
