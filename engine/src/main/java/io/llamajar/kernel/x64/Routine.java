package io.llamajar.kernel.x64;

import io.llamajar.LlamajarException;
import io.llamajar.asm.MachineCode;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A function of assembled code that is assembled when it is first called: a model needs few of
 * them.
 */
final class Routine {
  private final String name;
  private final Supplier<byte[]> assembler;
  private volatile Optional<MachineCode> code = Optional.empty();

  Routine(String name, Supplier<byte[]> assembler) {
    this.name = name;
    this.assembler = assembler;
  }

  void call(Arguments arguments) {
    MachineCode present = code.isPresent() ? code.get() : assemble();
    present.call(arguments.memory());
  }

  private synchronized MachineCode assemble() {
    if (code.isEmpty()) {
      code = MachineCode.install(Arena.global(), name, assembler.get());
    }
    return code.orElseThrow(() ->
        new LlamajarException(
            "The system gives no more executable memory; "
                + "lift its limit on mappings, or set LLAMAJAR_ISA=reference"));
  }
}
