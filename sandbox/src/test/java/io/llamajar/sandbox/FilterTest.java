package io.llamajar.sandbox;

import static io.llamajar.sandbox.Filter.ALLOWED;
import static io.llamajar.sandbox.Filter.MISSING;
import static io.llamajar.sandbox.Filter.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.sandbox.Bpf.Made;
import io.llamajar.sandbox.Call.Answer;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filter says to system calls, on either processor. */
@ParameterizedClass
@EnumSource(Processor.class)
class FilterTest {
  private static final int THREAD = 0x3d0f00; // what the C library starts one with
  private static final int SELF = 4711; // the process
  private static final int KERNEL_LIMIT = 4096; // instructions

  private final Processor processor;

  FilterTest(Processor processor) {
    this.processor = processor;
  }

  @Test
  void noNumberStandsForTwoCalls() {
    assertThat(calls().map(call -> call.on(processor))).doesNotHaveDuplicates();
  }

  @Test
  void itIsNoLongerThanTheKernelTakes() {
    assertThat(Filter.program(processor, false, SELF)).hasSizeLessThan(KERNEL_LIMIT);
  }

  @Test
  void whatIsNeverNeededIsRefusedWhateverIsWritten() {
    List<Call> never = calls().filter(call -> call.answer() == Answer.REFUSE).toList();
    assertThat(never)
        .contains(Call.EXECVE, Call.EXECVEAT, Call.SOCKET, Call.CONNECT, Call.IO_URING_SETUP)
        .allSatisfy(call -> {
          assertThat(closed(call, -1L, -1L, -1L)).isEqualTo(REFUSED);
          assertThat(writing(call)).isEqualTo(REFUSED);
        });
  }

  @Test
  void threadsMayBeStartedAndProcessesNot() {
    assertThat(closed(Call.CLONE, THREAD)).isEqualTo(ALLOWED);
    assertThat(closed(Call.CLONE, 17)).isEqualTo(REFUSED); // fork
    assertThat(closed(Call.CLONE, 0x4111)).isEqualTo(REFUSED); // vfork, as Java starts programs
    assertThat(closed(Call.CLONE3)).isEqualTo(MISSING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 0x40, 0x241, 0x8_0001, 0x41_0002})
  void filesMayBeOpenedForWritingOnlyWhereSomethingIsToBeWritten(int flags) {
    assertThat(closed(Call.OPENAT, -100, 0x7fff_0000_0000L, flags)).isEqualTo(REFUSED);
    assertThat(writing(Call.OPENAT, -100, 0x7fff_0000_0000L, flags)).isEqualTo(ALLOWED);
    assertThat(closed(Call.OPENAT2, -1, -1)).isEqualTo(MISSING);
    assertThat(writing(Call.OPENAT2, -1, -1)).isEqualTo(MISSING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x8_0000, 0x9_8800})
  void filesMayBeOpenedForReading(int flags) {
    assertThat(closed(Call.OPENAT, -100, 0x7fff_0000_0243L, flags, 0x1ff)).isEqualTo(ALLOWED);
  }

  @Test
  void filesMayBePutInPlaceOnlyWhereSomethingIsToBeWritten() {
    assertThat(closed(Call.RENAMEAT2)).isEqualTo(REFUSED);
    assertThat(writing(Call.RENAMEAT2)).isEqualTo(ALLOWED);
    assertThat(closed(Call.UNLINKAT)).isEqualTo(REFUSED);
    assertThat(writing(Call.UNLINKAT)).isEqualTo(ALLOWED);
  }

  @Test
  void dataIsSentOverConnectionsOnly() {
    assertThat(closed(Call.SENDTO, 5, 0x1000, 10, 0, 0, 0)).isEqualTo(ALLOWED);
    assertThat(closed(Call.SENDTO, 5, 0x1000, 10, 0, 0x1000, 16)).isEqualTo(REFUSED);
    assertThat(closed(Call.SENDTO, 5, 0x1000, 10, 0, 0x1_0000_0000L, 16)).isEqualTo(REFUSED);
  }

  @Test
  void nothingIsTypedIntoTheTerminal() {
    assertThat(closed(Call.IOCTL, 0, 0x5401, 0x1000)).isEqualTo(ALLOWED); // its settings
    assertThat(closed(Call.IOCTL, 0, 0x5412, 0x1000)).isEqualTo(REFUSED);
    assertThat(closed(Call.IOCTL, 0, 0x1_0000_5412L, 0x1000)).isEqualTo(REFUSED);
    assertThat(closed(Call.IOCTL, 0, 0x541c, 0x1000)).isEqualTo(REFUSED);
  }

  @Test
  void signalsAndLimitsAreForOurselvesOnly() {
    int terminate = 15;
    assertThat(closed(Call.KILL, SELF, terminate)).isEqualTo(ALLOWED);
    assertThat(closed(Call.TGKILL, SELF, SELF + 1, terminate)).isEqualTo(ALLOWED);
    for (long other : List.of(1L, SELF + 1L, -1L, 0L - SELF, 0L)) {
      assertThat(closed(Call.KILL, other, terminate)).isEqualTo(REFUSED);
      assertThat(writing(Call.TGKILL, other, SELF, terminate)).isEqualTo(REFUSED);
    }
    assertThat(closed(Call.PRLIMIT64, 0, 7, 0, 0x1000)).isEqualTo(ALLOWED);
    assertThat(closed(Call.PRLIMIT64, 1, 7, 0x1000, 0)).isEqualTo(REFUSED);
  }

  @Test
  void callsThatNobodyKnowsYetAreMissing() {
    assertThat(closed(Call.NEWEST + 1)).isEqualTo(MISSING);
    assertThat(closed(0x4000_0000 | 59)).isEqualTo(MISSING); // x32's
    assertThat(closed(-1)).isEqualTo(MISSING);
  }

  @Test
  void otherCallsAreAllowed() {
    assertThat(closed(Call.CLOSE)).isEqualTo(ALLOWED);
    int mprotect = processor == Processor.X64 ? 10 : 226;
    int accept4 = processor == Processor.X64 ? 288 : 242;
    int futexWait = 455;
    assertThat(List.of(mprotect, accept4, futexWait))
        .allSatisfy(number -> assertThat(closed((int) number)).isEqualTo(ALLOWED));
  }

  @Test
  void callsOfAnotherProcessorAreRefused() {
    int i386 = 0x4000_0003;
    assertThat(Bpf.answer(Filter.program(processor, true, SELF), new Made(i386, 3, List.of())))
        .isEqualTo(REFUSED);
  }

  private Stream<Call> calls() {
    return Stream.of(Call.values()).filter(call -> call.on(processor) != Processor.NONE);
  }

  private int closed(Call call, long... arguments) {
    return closed(call.on(processor), arguments);
  }

  private int closed(int number, long... arguments) {
    return answer(false, number, arguments);
  }

  private int writing(Call call, long... arguments) {
    return answer(true, call.on(processor), arguments);
  }

  private int answer(boolean writes, int number, long... arguments) {
    return Bpf.answer(
        Filter.program(processor, writes, SELF),
        new Made(processor.auditNumber(), number, LongStream.of(arguments).boxed().toList()));
  }
}
