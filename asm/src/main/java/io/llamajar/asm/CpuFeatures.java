package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the CPU that we run on is and can do, as it says itself.
 *
 * <p>Source: Intel SDM volume 2, CPUID and XGETBV; volume 1, section 14.3 (which registers the
 * operating system saves). AMD's caches: AMD64 Architecture Programmer's Manual volume 3, appendix
 * E.4.15.
 *
 * @param features what both the CPU and the operating system have; empty where we cannot run code
 * @param brand the name that it was sold by, perhaps empty
 * @param l1Bytes of the first-level data cache, 0 if unknown
 * @param l2Bytes of the second-level cache, 0 if unknown
 */
public record CpuFeatures(Set<CpuFeature> features, String brand, int l1Bytes, int l2Bytes) {
  private static final CpuFeatures UNKNOWN = new CpuFeatures(Set.of(), "", 0, 0);

  public CpuFeatures {
    features = Collections.unmodifiableSet(new TreeSet<>(features));
  }

  /** This machine's. */
  public static CpuFeatures host() {
    return Host.CPU;
  }

  /** Are all of these there? */
  public boolean has(CpuFeature... all) {
    return features.containsAll(List.of(all));
  }

  static boolean isX64() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64") || arch.equals("x86_64");
  }

  /** Asked once. */
  private static final class Host {
    static final CpuFeatures CPU = ask();

    private Host() {}

    private static CpuFeatures ask() {
      List<MachineCode.Routine> routines =
          List.of(
              new MachineCode.Routine("cpuid", cpuid()),
              new MachineCode.Routine("xgetbv", xgetbv()));
      Arena arena = Arena.global(); // nothing is worth giving back
      return MachineCode.install(arena, routines)
          .map(code -> new Questions(code.get(0), code.get(1), arena.allocate(16)).all())
          .orElse(UNKNOWN);
    }
  }

  // The argument of both routines: eax, ebx, ecx, edx, replaced by the answer.

  private static byte[] cpuid() {
    Assembler a = new Assembler();
    Frame frame = Frame.enterScalar(a);
    a.mov32(rax, mem(rdi));
    a.mov32(rcx, mem(rdi, 8));
    a.cpuid();
    a.mov32(mem(rdi), rax);
    a.mov32(mem(rdi, 4), rbx);
    a.mov32(mem(rdi, 8), rcx);
    a.mov32(mem(rdi, 12), rdx);
    frame.leave();
    return a.assemble();
  }

  private static byte[] xgetbv() {
    Assembler a = new Assembler();
    Frame frame = Frame.enterScalar(a);
    a.mov32(rcx, mem(rdi, 8));
    a.xgetbv();
    a.mov32(mem(rdi), rax);
    a.mov32(mem(rdi, 12), rdx);
    frame.leave();
    return a.assemble();
  }

  /** What CPUID answers for one leaf. */
  private record Answer(int eax, int ebx, int ecx, int edx) {}

  private record Questions(MachineCode cpuid, MachineCode xgetbv, MemorySegment registers) {
    private static final int OS_SAVES_YMM = 0b110; // xmm and upper halves of ymm
    private static final int OS_SAVES_ZMM = 0b1110_0110; // and masks, and both parts of zmm
    private static final int INTEL_CACHES = 4;
    private static final int AMD_CACHES = 0x8000_001D;
    private static final int BRAND = 0x8000_0002;

    private Answer ask(MachineCode instruction, int eax, int ecx) {
      registers.setAtIndex(ValueLayout.JAVA_INT, 0, eax);
      registers.setAtIndex(ValueLayout.JAVA_INT, 2, ecx);
      instruction.call(registers);
      return new Answer(word(0), word(1), word(2), word(3));
    }

    private int word(int i) {
      return registers.getAtIndex(ValueLayout.JAVA_INT, i);
    }

    /** The answer for a leaf, zeros where the CPU has no such leaf. */
    private Answer leaf(int leaf, int part) {
      int last = ask(cpuid, leaf & 0x8000_0000, 0).eax;
      return Integer.compareUnsigned(leaf, last) <= 0
          ? ask(cpuid, leaf, part)
          : new Answer(0, 0, 0, 0);
    }

    CpuFeatures all() {
      return new CpuFeatures(features(), brand(), cacheBytes(1), cacheBytes(2));
    }

    private Set<CpuFeature> features() {
      Answer one = leaf(1, 0);
      Answer seven = leaf(7, 0);
      Answer more = seven.eax >= 1 ? leaf(7, 1) : new Answer(0, 0, 0, 0);
      int saved = bit(one.ecx, 27) ? ask(xgetbv, 0, 0).eax : 0;
      Set<CpuFeature> all = EnumSet.noneOf(CpuFeature.class);
      add(all, CpuFeature.SSE4_1, bit(one.ecx, 19));
      add(all, CpuFeature.POPCNT, bit(one.ecx, 23));
      add(all, CpuFeature.BMI, bit(seven.ebx, 3) && bit(seven.ebx, 8));
      if ((saved & OS_SAVES_YMM) != OS_SAVES_YMM || !bit(one.ecx, 28)) {
        return all;
      }
      all.add(CpuFeature.AVX);
      add(all, CpuFeature.FMA, bit(one.ecx, 12));
      add(all, CpuFeature.F16C, bit(one.ecx, 29));
      add(all, CpuFeature.AVX2, bit(seven.ebx, 5));
      add(all, CpuFeature.AVX_VNNI, bit(more.eax, 4));
      if ((saved & OS_SAVES_ZMM) != OS_SAVES_ZMM || !bit(seven.ebx, 16)) {
        return all;
      }
      all.add(CpuFeature.AVX512F);
      add(all, CpuFeature.AVX512DQ, bit(seven.ebx, 17));
      add(all, CpuFeature.AVX512CD, bit(seven.ebx, 28));
      add(all, CpuFeature.AVX512BW, bit(seven.ebx, 30));
      add(all, CpuFeature.AVX512VL, bit(seven.ebx, 31));
      add(all, CpuFeature.AVX512_VBMI, bit(seven.ecx, 1));
      add(all, CpuFeature.AVX512_VNNI, bit(seven.ecx, 11));
      add(all, CpuFeature.AVX512_BF16, bit(more.eax, 5));
      return all;
    }

    private static void add(Set<CpuFeature> all, CpuFeature feature, boolean isThere) {
      if (isThere) {
        all.add(feature);
      }
    }

    private static boolean bit(int word, int number) {
      return (word >> number & 1) != 0;
    }

    private String brand() {
      byte[] text = new byte[48];
      for (int part = 0; part < 3; part++) {
        if (leaf(BRAND + part, 0).eax != 0) {
          MemorySegment.copy(registers, ValueLayout.JAVA_BYTE, 0, text, 16 * part, 16);
        }
      }
      return new String(text, US_ASCII).replace('\0', ' ').strip();
    }

    private int cacheBytes(int level) {
      return cacheBytes(INTEL_CACHES, level).or(() -> cacheBytes(AMD_CACHES, level)).orElse(0);
    }

    /** The leaf's part for each cache: type (1 data, 3 unified), level and shape; 0 ends them. */
    private Optional<Integer> cacheBytes(int leaf, int level) {
      for (int part = 0; part < 16; part++) {
        Answer cache = leaf(leaf, part);
        int type = cache.eax & 31;
        if (type == 0) {
          return Optional.empty();
        }
        if (type != 2 && (cache.eax >> 5 & 7) == level) {
          int line = (cache.ebx & 0xFFF) + 1;
          int partitions = (cache.ebx >> 12 & 0x3FF) + 1;
          int ways = (cache.ebx >>> 22) + 1;
          return Optional.of(line * partitions * ways * (cache.ecx + 1));
        }
      }
      return Optional.empty();
    }
  }
}
