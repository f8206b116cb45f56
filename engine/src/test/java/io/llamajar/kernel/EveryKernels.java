package io.llamajar.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test class that is run once for each implementation that this machine can run, and for each
 * kind of memory around its operands.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("io.llamajar.kernel.EveryKernels$Source#kernels")
@interface EveryKernels {
  /** Where the kernels come from. */
  final class Source {
    private Source() {}

    static Stream<Arguments> kernels() {
      return Dispatch.all().stream()
          .flatMap(kernels ->
              Stream.of(WatchedArena.Around.values())
                  .filter(WatchedArena.Around::exists)
                  .map(around -> Arguments.of(Named.of(kernels.name(), kernels), around)));
    }
  }
}
