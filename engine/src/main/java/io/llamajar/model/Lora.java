package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.Metadata;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.ops.LowRank;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an adapter, a GGUF file with a pair of narrow matrices for some of a model's: {@code
 * NAME.lora_a} is {@code [rank, columns]}, {@code NAME.lora_b} is {@code [rows, rank]}. Those for
 * embeddings lie the other way round: {@code [tokens, rank]} and {@code [width, rank]}.
 */
public final class Lora {
  private static final String DOWN = ".lora_a";
  private static final String UP = ".lora_b";
  private static final String EMBEDDING = "token_embd.weight";
  private static final float LARGEST_ALPHA = 1e6f;

  private Lora() {}

  /**
   * Binds an adapter to the model it is for.
   *
   * @throws LlamajarException if it is no adapter, or for another model
   */
  public static LowRank load(Gguf model, Gguf adapter) {
    check(model.metadata(), adapter.metadata());
    float alpha = adapter.metadata().real("adapter.lora.alpha", 0);
    if (!(alpha >= 0 && alpha <= LARGEST_ALPHA)) {
      throw new LlamajarException(
          "adapter.lora.alpha is %s, out of range; convert the adapter again".formatted(alpha));
    }
    Map<String, LowRank.Change> changes = new HashMap<>();
    Map<String, LowRank.Pair> tables = new HashMap<>();
    for (TensorInfo tensor : adapter.tensors()) {
      String name = name(tensor);
      if (name.equals(EMBEDDING)) {
        tables.put(name, table(Halves.of(model, adapter, name), alpha));
      } else if (!changes.containsKey(name)) {
        changes.put(name, change(Halves.of(model, adapter, name), alpha));
      }
    }
    return new LowRank(changes, tables);
  }

  private static void check(Metadata model, Metadata adapter) {
    String kind = adapter.text("general.type", "model");
    String type = adapter.text("adapter.type", "lora");
    if (!kind.equals("adapter") || !type.equals("lora")) {
      throw new LlamajarException(
          "The file is no LoRA adapter but a %s; give one that was converted to GGUF with general.type = adapter"
              .formatted(ModelFile.quoted(kind.equals("adapter") ? type : kind)));
    }
    String mine = model.text("general.architecture");
    String other = adapter.text("general.architecture");
    if (!mine.equals(other)) {
      throw new LlamajarException(
          "The adapter is for %s models, but this is a %s; give the adapter's own model"
              .formatted(ModelFile.quoted(other), mine));
    }
  }

  /** The model's tensor that a tensor of the adapter is for. */
  private static String name(TensorInfo tensor) {
    String name = tensor.name();
    for (String end : List.of(DOWN, UP)) {
      if (name.endsWith(end)) {
        return name.substring(0, name.length() - end.length());
      }
    }
    throw new LlamajarException(
        "The adapter changes %s in a way that is not supported; only matrices can be changed"
            .formatted(ModelFile.quoted(name)));
  }

  /** A tensor of the model, and what the adapter has for it. */
  private record Halves(TensorInfo matrix, TensorInfo down, TensorInfo up) {
    static Halves of(Gguf model, Gguf adapter, String name) {
      TensorInfo matrix =
          model
              .tensor(name)
              .orElseThrow(() ->
                  new LlamajarException(
                      "The adapter changes %s, which this model does not have; give the adapter's own model"
                          .formatted(ModelFile.quoted(name))));
      return new Halves(matrix, half(adapter, name + DOWN), half(adapter, name + UP));
    }

    /** What the product of both halves is multiplied with. */
    float factor(float alpha) {
      return alpha == 0 ? 1 : alpha / up.dimension(0);
    }

    void check(boolean fit) {
      if (!fit || up.dimension(2) != matrix.dimension(2)) {
        throw new LlamajarException(
            "The adapter's matrices for %s are %s and %s, but the model's is %s; give the adapter's own model"
                .formatted(matrix.name(), down.shapeText(), up.shapeText(), matrix.shapeText()));
      }
    }
  }

  private static LowRank.Change change(Halves halves, float alpha) {
    TensorInfo matrix = halves.matrix;
    TensorInfo down = halves.down;
    TensorInfo up = halves.up;
    halves.check(
        down.dimension(0) == matrix.dimension(0)
            && up.dimension(1) == matrix.dimension(1)
            && up.dimension(0) == down.dimension(1)
            && down.dimension(2) == matrix.dimension(2));
    return new LowRank.Change(
        matrix.data().address(),
        (int) matrix.dimension(1),
        matrices(down),
        matrices(up),
        halves.factor(alpha));
  }

  /**
   * The change of embeddings, whose first half has a row for each token: {@code [tokens, rank]}.
   */
  private static LowRank.Pair table(Halves halves, float alpha) {
    TensorInfo matrix = halves.matrix;
    TensorInfo down = halves.down;
    TensorInfo up = halves.up;
    halves.check(
        down.dimension(1) == matrix.dimension(1)
            && up.dimension(1) == matrix.dimension(0)
            && up.dimension(0) == down.dimension(0)
            && down.dimension(2) == 1);
    return new LowRank.Pair(
        matrices(down).getFirst(), matrices(up).getFirst(), halves.factor(alpha));
  }

  private static TensorInfo half(Gguf adapter, String name) {
    return adapter
        .tensor(name)
        .orElseThrow(() ->
            new LlamajarException(
                "The adapter has no %s; it is incomplete, convert or download it again"
                    .formatted(ModelFile.quoted(name))));
  }

  private static List<Weights> matrices(TensorInfo tensor) {
    Quant quant =
        Quants.find(tensor.type())
            .orElseThrow(() ->
                new LlamajarException(
                    "The adapter's tensor %s has the type %s, which is not supported; convert it to F16"
                        .formatted(tensor.name(), tensor.type())));
    int columns = Math.toIntExact(tensor.dimension(0));
    int rows = Math.toIntExact(tensor.dimension(1));
    long bytes = quant.bytes((long) columns * rows);
    List<Weights> matrices = new ArrayList<>();
    for (long i = 0; i < tensor.dimension(2); i++) {
      matrices.add(
          new Weights(
              tensor.name(), quant, tensor.data().asSlice(i * bytes, bytes), rows, columns));
    }
    return matrices;
  }
}
