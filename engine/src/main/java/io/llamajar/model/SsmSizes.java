package io.llamajar.model;

import io.llamajar.LlamajarException;

/**
 * The sizes of layers that keep a state, as a file has them under {@code ssm.*}.
 *
 * @param inner values of all heads
 * @param depth memories of a value; or values of a key
 * @param heads heads of values
 * @param groups heads of keys
 */
record SsmSizes(int inner, int depth, int heads, int groups) {
  /** The hyper-parameter for how many positions the convolution sees. */
  static final String WINDOW = "ssm.conv_kernel";

  private static final long MOST = 1 << 26; // values of a memory: far more than any model has

  static SsmSizes load(ModelFile file) {
    SsmSizes sizes =
        new SsmSizes(
            file.positive("ssm.inner_size"),
            file.positive("ssm.state_size"),
            file.positive("ssm.time_step_rank"),
            file.positive("ssm.group_count"));
    sizes.check(file);
    return sizes;
  }

  /** Those of the first Mamba, whose channels each are a head of their own. */
  static SsmSizes ofChannels(ModelFile file) {
    int inner = file.positive("ssm.inner_size");
    SsmSizes sizes = new SsmSizes(inner, file.positive("ssm.state_size"), inner, 1);
    sizes.check(file);
    return sizes;
  }

  void check(ModelFile file) {
    boolean fit = inner % heads == 0 && heads % groups == 0 && inner % groups == 0;
    if (!fit || (long) inner * depth > MOST || (long) groups * depth > MOST) {
      throw new LlamajarException(
          "%s is %d and %s is %d, which do not fit %d heads in %d groups; the file is broken, convert or download it again"
              .formatted(
                  file.key("ssm.inner_size"),
                  inner,
                  file.key("ssm.state_size"),
                  depth,
                  heads,
                  groups));
    }
  }

  /** Values in a head. */
  int headWidth() {
    return inner / heads;
  }

  /** Values in all keys. */
  int keys() {
    return groups * depth;
  }
}
