package io.llamajar.model;

/** Builds the model of one {@code general.architecture} from a file. */
@FunctionalInterface
public interface Architecture {
  /**
   * Reads the hyper-parameters and binds the tensors.
   *
   * @throws io.llamajar.LlamajarException if something is missing or has the wrong shape
   */
  Network load(ModelFile file);
}
