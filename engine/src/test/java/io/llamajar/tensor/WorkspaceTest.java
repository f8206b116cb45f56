package io.llamajar.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  @AutoClose private final Workspace workspace = new Workspace();

  @Test
  void tensorsThatAreHandedOutDoNotShareMemory() {
    Tensor a = workspace.tensor(2, 3);
    Tensor b = workspace.tensor(2, 3);
    assertThat(a.read().asOverlappingSlice(b.read())).isEmpty();
  }

  @Test
  void whatWasReleasedIsHandedOutAgain() {
    Tensor kept = workspace.tensor(1, 1);
    int mark = workspace.mark();
    Tensor first = workspace.tensor(2, 3);
    Tensor second = workspace.tensor(4, 5);
    workspace.release(mark);
    assertThat(workspace.mark()).isEqualTo(mark);
    assertThat(workspace.tensor(3, 2)).isSameAs(first).isNotSameAs(kept);
    assertThat(workspace.tensor(4, 5)).isSameAs(second);
  }

  @Test
  void marksNest() {
    int outer = workspace.mark();
    Tensor a = workspace.tensor(1, 1);
    int inner = workspace.mark();
    Tensor b = workspace.tensor(1, 1);
    workspace.release(inner);
    assertThat(workspace.tensor(1, 1)).isSameAs(b);
    workspace.release(outer);
    assertThat(workspace.tensor(1, 1)).isSameAs(a);
  }

  @Test
  void nothingIsAllocatedAfterTheFirstPass() {
    List<MemorySegment> first = pass(7);
    assertThat(pass(7)).isEqualTo(first);
    assertThat(pass(1)).as("a smaller pass").isEqualTo(first);
    assertThat(pass(7)).isEqualTo(first);
  }

  /** Takes and releases what a forward pass might; gives the memory that it was given. */
  private List<MemorySegment> pass(int rows) {
    int mark = workspace.mark();
    Tensor x = workspace.tensor(rows, 64);
    int inner = workspace.mark();
    Tensor wide = workspace.tensor(rows, 256);
    workspace.release(inner);
    Tensor narrow = workspace.tensor(rows, 32);
    narrow.quantized().reserve(rows, 32);
    workspace.release(mark);
    Quantized quantized = narrow.quantized();
    return Stream.of(x.read(), wide.read(), narrow.read(), quantized.blocks()).toList();
  }

  @Test
  void aTensorGrowsToTheLargestShapeThatIsAskedFor() {
    Tensor tensor = workspace.tensor(2, 3);
    assertThat(tensor.read().byteSize()).isEqualTo(24);
    workspace.release(0);
    assertThat(workspace.tensor(20, 30)).isSameAs(tensor);
    assertThat(tensor.rows()).isEqualTo(20);
    assertThat(tensor.columns()).isEqualTo(30);
    assertThat(tensor.read().byteSize()).isEqualTo(2400);
  }

  @Test
  void aTensorThatIsHandedOutAgainIsNotQuantized() {
    Tensor tensor = workspace.tensor(1, 32);
    tensor.quantized().reserve(1, 32);
    tensor.quantized().nowCurrent();
    workspace.release(0);
    assertThat(workspace.tensor(1, 32).quantized().isCurrent()).isFalse();
  }
}
