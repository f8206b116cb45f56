package io.llamajar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.tensor.KvShape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that attend to keys and values of earlier ones. */
class BorrowingTest {
  @Test
  void layersThatBorrowKeepNothing() {
    try (KitModel model = new KitModel(Kit.path("models/gemma4-e.gguf"), 1)) {
      assertThat(model.decoder().cacheShapes())
          .isEqualTo(
              List.of(
                  new KvShape(2, 16, 16),
                  new KvShape(2, 16, 16),
                  new KvShape(2, 16, 16),
                  new KvShape(1, 32, 32)));
    }
  }

  @Test
  void theyBorrowFromTheLastThatSeesAsMuch() {
    Windows windows = new Windows(8, layer -> layer % 3 < 2);
    Lenders lenders = new Lenders(6, windows);
    assertThat(lenders.of(4)).isEqualTo(4);
    assertThat(lenders.of(7)).isEqualTo(4);
    assertThat(lenders.of(8)).isEqualTo(5);
  }
}
