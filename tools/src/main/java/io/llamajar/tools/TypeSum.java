package io.llamajar.tools;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the tensors of one type come to.
 *
 * @param tensors how many they are
 * @param parameters how many values they hold
 */
public record TypeSum(GgmlType type, int tensors, long parameters, long bytes) {
  /** Every type that a file uses. */
  public static List<TypeSum> of(Gguf gguf) {
    Map<GgmlType, TypeSum> sums = new TreeMap<>();
    for (TensorInfo tensor : gguf.tensors()) {
      TypeSum one = new TypeSum(tensor.type(), 1, tensor.values(), tensor.data().byteSize());
      sums.merge(tensor.type(), one, TypeSum::plus);
    }
    return List.copyOf(sums.values());
  }

  private TypeSum plus(TypeSum other) {
    return new TypeSum(
        type, tensors + other.tensors, parameters + other.parameters, bytes + other.bytes);
  }
}
