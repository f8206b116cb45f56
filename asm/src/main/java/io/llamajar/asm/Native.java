package io.llamajar.asm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Functions outside Java as method handles: the only place where any are made. */
final class Native {
  private Native() {}

  /** A function of the C library. */
  static MethodHandle libc(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }

  /** A function of Windows. */
  static MethodHandle kernel32(String name, FunctionDescriptor shape) {
    SymbolLookup lookup = SymbolLookup.libraryLookup("kernel32", Arena.global());
    return Linker.nativeLinker().downcallHandle(lookup.findOrThrow(name), shape);
  }

  /**
   * {@code void f(address)} for any f, the first argument. A call is not a safepoint: it costs some
   * 17 ns, and while it lasts no garbage collection can begin.
   */
  static MethodHandle routine() {
    return Linker.nativeLinker()
        .downcallHandle(
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS), Linker.Option.critical(false));
  }
}
