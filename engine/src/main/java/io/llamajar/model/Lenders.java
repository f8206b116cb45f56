package io.llamajar.model;

import io.llamajar.LlamajarException;

/**
 * Whose keys and values each layer attends to: its own in the first layers; the last ones borrow
 * those of the last before them that sees as much as they do.
 *
 * @param storing how many layers store keys and values
 */
record Lenders(int storing, Windows windows) {
  /**
   * Of a model whose last layers borrow.
   *
   * @param borrowing how many
   */
  static Lenders of(ModelFile file, Windows windows, int borrowing) {
    int storing = file.layers() - Math.max(0, borrowing);
    boolean lend = storing >= 2 && !windows.isLocal(storing - 1) && windows.isLocal(storing - 2);
    if (borrowing > 0 && !lend) {
      throw new LlamajarException(
          "%s leaves no layers to borrow keys and values from; the file is broken, convert or download it again"
              .formatted(file.key("attention.shared_kv_layers")));
    }
    return new Lenders(storing, windows);
  }

  int of(int layer) {
    return layer < storing ? layer : storing - (windows.isLocal(layer) ? 2 : 1);
  }
}
