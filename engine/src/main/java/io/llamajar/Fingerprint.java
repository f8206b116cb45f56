package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeSet;

/**
 * Tells models apart without reading all of their weights: by their metadata, the names, types and
 * shapes of their tensors, and the beginning and end of each.
 */
final class Fingerprint {
  private static final long SAMPLE = 4096; // bytes

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has it", e);
    }
  }

  Fingerprint add(Gguf gguf) {
    for (String key : new TreeSet<>(gguf.metadata().keys())) {
      gguf.metadata().find(key).ifPresent(value -> add(key + "=" + text(value)));
    }
    for (TensorInfo tensor : gguf.tensors()) {
      add(tensor.name() + " " + tensor.type() + " " + tensor.shape());
      MemorySegment data = tensor.data();
      long sample = Math.min(SAMPLE, data.byteSize());
      digest.update(data.asSlice(0, sample).asByteBuffer());
      digest.update(data.asSlice(data.byteSize() - sample, sample).asByteBuffer());
    }
    return this;
  }

  private static String text(GgufValue value) {
    return switch (value) {
      case GgufValue.Whole whole -> Long.toString(whole.value());
      case GgufValue.Real real -> Double.toString(real.value());
      case GgufValue.Flag flag -> Boolean.toString(flag.value());
      case GgufValue.Text text -> text.value();
      case GgufValue.Array array -> "..."; // tokens and their like, which weights go with
    };
  }

  Fingerprint add(String text) {
    digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** 32 of them. */
  byte[] bytes() {
    return digest.digest();
  }
}
