package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Compares files and values to the last byte. */
final class Same {
  private Same() {}

  static void assertSame(Gguf actual, Gguf expected) {
    assertThat(actual.metadata().keys()).containsExactlyElementsOf(expected.metadata().keys());
    for (String key : expected.metadata().keys()) {
      assertSame(
          actual.metadata().find(key).orElseThrow(), expected.metadata().find(key).orElseThrow());
    }
    List<TensorInfo> tensors = new ArrayList<>(actual.tensors());
    assertThat(tensors).hasSameSizeAs(expected.tensors());
    int i = 0;
    for (TensorInfo tensor : expected.tensors()) {
      TensorInfo same = tensors.get(i++);
      assertThat(same.name()).isEqualTo(tensor.name());
      assertThat(same.type()).isEqualTo(tensor.type());
      assertThat(same.shape()).isEqualTo(tensor.shape());
      assertThat(same.data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
    }
  }

  static void assertSame(GgufValue actual, GgufValue expected) {
    switch (expected) {
      case GgufValue.Text text ->
          assertThat(((GgufValue.Text) actual).bytes().mismatch(text.bytes())).isEqualTo(-1);
      case GgufValue.Array array -> {
        GgufValue.Array other = (GgufValue.Array) actual;
        assertThat(other.type()).isEqualTo(array.type());
        assertThat(other.size()).isEqualTo(array.size());
        assertThat(other.data()).isEqualTo(array.data());
      }
      case GgufValue.Whole whole -> assertThat(actual).isEqualTo(whole);
      case GgufValue.Real real -> assertThat(actual).isEqualTo(real);
      case GgufValue.Flag flag -> assertThat(actual).isEqualTo(flag);
    }
  }
}
