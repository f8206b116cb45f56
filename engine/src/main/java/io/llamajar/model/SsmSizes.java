package io.llamajar.model;

import io.llamajar.LlamajarException;

/**
 * The sizes of layers that keep a state, as a file has them under {@code ssm.*}.
 *
 * @param window positions that the convolution sees
 * @param inner values of all heads
 * @param depth memories of a value; or values of a key
 * @param heads heads of values
 * @param groups heads of keys
 */
record SsmSizes(int window, int inner, int depth, int heads, int groups) {
  private static final long MOST = 1 << 28; // values of a memory: far more than any model has

  static SsmSizes load(ModelFile file) {
    SsmSizes sizes =
        new SsmSizes(
            file.positive("ssm.conv_kernel"),
            file.positive("ssm.inner_size"),
            file.positive("ssm.state_size"),
            file.positive("ssm.time_step_rank"),
            file.positive("ssm.group_count"));
    boolean divides =
        sizes.inner % sizes.heads == 0
            && sizes.heads % sizes.groups == 0
            && sizes.inner % sizes.groups == 0;
    if (!divides || (long) sizes.inner * sizes.depth > MOST) {
      throw new LlamajarException(
          "%s is %d and %s is %d, which do not fit %d heads in %d groups; the file is broken, convert or download it again"
              .formatted(
                  file.key("ssm.inner_size"),
                  sizes.inner,
                  file.key("ssm.state_size"),
                  sizes.depth,
                  sizes.heads,
                  sizes.groups));
    }
    file.width("ssm.group_count", sizes.groups, sizes.depth);
    return sizes;
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
