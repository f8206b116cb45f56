package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Gives back what was packed: models, arguments and texts, as files of their own. */
public final class Unpacking {
  private final PackedFile packed;
  private final boolean replaces;

  /**
   * @param replaces whether files that exist may be written over
   */
  public Unpacking(PackedFile packed, boolean replaces) {
    this.packed = packed;
    this.replaces = replaces;
  }

  /** How many bytes the files will have together. */
  public long bytes() {
    return cargo().stream().mapToLong(Archive.Entry::bytes).sum();
  }

  /**
   * Writes the files, each at once when all of it is there and its check sum is right.
   *
   * @param folder where; it is made if need be
   * @param progress is told of bytes as they are written
   * @return the files
   * @throws LlamajarException if one is damaged, or cannot be written
   */
  public List<Path> write(Path folder, LongConsumer progress) {
    List<Archive.Entry> cargo = cargo();
    if (cargo.isEmpty()) {
      throw new LlamajarException(packed.file() + " has no model in it");
    }
    List<Path> files = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (Archive.Entry entry : cargo) {
        Path file = folder.resolve(entry.name());
        if (Files.exists(file) && !replaces) {
          throw new LlamajarException(
              file + " exists; choose another folder, or replace it with --force");
        }
        NewFile.write(file, channel -> copy(entry, channel, progress));
        files.add(file);
      }
    } catch (IOException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
    return files;
  }

  /** What was packed, but for what only the program's own file needs: that lies in folders. */
  private List<Archive.Entry> cargo() {
    return packed.archive().entries().stream()
        .filter(entry -> PackedFile.isCargo(entry.name()) && !entry.name().contains("/"))
        .toList();
  }

  private void copy(Archive.Entry entry, FileChannel channel, LongConsumer progress) {
    Archive archive = packed.archive();
    try {
      if (!entry.isStored()) {
        channel.write(ByteBuffer.wrap(archive.content(entry)));
        return;
      }
      Stretch content = new Stretch(archive.file(), archive.start(entry), entry.bytes());
      Sums.check(content.copyTo(channel, 0, progress).crc(), archive, entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
