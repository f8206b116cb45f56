package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Guesses from its first bytes what a file is that is not a GGUF, and says what to do about it. */
final class FileLook {
  private static final int LOOKED_AT = 64;
  private static final String CONVERT =
      "download its GGUF version, or convert it with llama.cpp's convert_hf_to_gguf.py";

  private FileLook() {}

  static String advice(MemorySegment file) {
    byte[] bytes =
        file.asSlice(0, Math.min(file.byteSize(), LOOKED_AT)).toArray(ValueLayout.JAVA_BYTE);
    // One character per byte, so that binary magic can be compared as text.
    String start = new String(bytes, StandardCharsets.ISO_8859_1);
    String text = start.strip().toLowerCase(Locale.ROOT);
    if (start.isEmpty()) {
      return "it is empty, download it again";
    }
    if (start.startsWith("PK\3\4")) {
      return "it looks like a ZIP archive or a PyTorch checkpoint, " + CONVERT;
    }
    if (start.startsWith("\u0080\2")) {
      return "it looks like a PyTorch checkpoint, " + CONVERT;
    }
    if (start.length() > 8 && start.charAt(8) == '{' && start.startsWith("\0\0\0", 5)) {
      return "it looks like a safetensors file, " + CONVERT;
    }
    if (start.startsWith("\u001f\u008b")) {
      return "it looks gzip-compressed, unpack it with gunzip first";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "it is a Git LFS pointer, fetch the model itself with 'git lfs pull'";
    }
    if (text.startsWith("<!doctype") || text.startsWith("<html")) {
      return "it looks like a web page, so the download went wrong: check the link";
    }
    if (text.startsWith("{")) {
      return "it looks like JSON, name the model's .gguf file instead";
    }
    if (start.startsWith("lmgg") || start.startsWith("tjgg") || start.startsWith("fmgg")) {
      return "it looks like a GGML file of before GGUF, download a newer version of the model";
    }
    if (start.startsWith("FUGG")) {
      return "it looks like a GGUF for big-endian machines, download a little-endian one";
    }
    if (start.startsWith("MZ") || start.startsWith("\u007fELF") || start.startsWith("#!")) {
      return "it looks like a program, name the .gguf file that you want to run";
    }
    if (start.chars().allMatch(c -> c == 0)) {
      return "it begins with zeros, so the download is incomplete: download it again";
    }
    return "check that you named the right file, or download it again";
  }
}
