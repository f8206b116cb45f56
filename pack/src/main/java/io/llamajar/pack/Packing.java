package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Writes a file that is a program, a JAR and a ZIP at once: a start script, the models, the
 * engine's classes, its arguments. The same parts give the same bytes.
 */
public final class Packing {
  // First the manifest: the JVM's launcher finds it only within 4 GiB (everything else is found by
  // its Java). Then the models, so that a newer program can be put behind them without moving them.

  private final Parts parts;

  public Packing(Parts parts) {
    this.parts = parts;
  }

  /**
   * Writes the file, at once when all of it is there, and reads it again.
   *
   * @param progress is told of bytes as they are written and read, in all twice {@link #bytes}
   * @throws LlamajarException if a part cannot be read, or there is too little space
   */
  public Receipt write(Path target, LongConsumer progress) {
    try {
      checkSpace(target);
      List<Receipt> receipts = new ArrayList<>();
      NewFile.writeProgram(
          target, (channel, part) -> receipts.add(written(channel, part, progress)));
      return receipts.getFirst();
    } catch (IOException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Makes the file of an older one without moving the models in it: only what is around them is
   * written. Nobody may be running it. Who is interrupted calls {@link #resume}, or this again.
   *
   * @param progress is told of bytes as they are read, in all about twice {@link #bytes}
   * @throws LlamajarException if the models would have to be moved; the file is then as it was
   */
  public Receipt writeInto(Path old, LongConsumer progress) {
    try {
      Path file = old.toRealPath();
      Journal.note(file, target -> writeTo(target, progress));
      Journal.carryOut(file);
      return Receipt.of(file, progress);
    } catch (IOException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Ends what was interrupted of {@link #writeInto}, without which the file cannot be read. */
  public static void resume(Path file) {
    try {
      if (Files.exists(file)) {
        Journal.carryOut(file.toRealPath());
      }
    } catch (IOException e) {
      throw new LlamajarException(
          "Cannot end the upgrade of %s that was interrupted: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * Reads a file that should be what {@link #write} would write.
   *
   * @param progress is told of bytes as they are compared, in all {@link #bytes}
   * @throws LlamajarException if it is not, at which byte, and of what
   */
  public void verify(Path file, LongConsumer progress) {
    try (FileChannel channel = FileChannel.open(file)) {
      long end = writeTo(new Target.Expected(file, channel), progress);
      if (channel.size() != end) {
        throw new LlamajarException(
            "%s was not made from these parts: it has %d bytes more"
                .formatted(file, channel.size() - end));
      }
    } catch (UncheckedIOException | IOException e) {
      throw new LlamajarException("Cannot compare %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** How large the file will be, to a few MiB. */
  public long bytes() throws IOException {
    long bytes = engine().stream().mapToLong(Archive.Entry::packedBytes).sum();
    for (Parts.Member member : parts.members()) {
      bytes += Stretch.of(member.source()).length() + ArchiveWriter.ALIGNMENT;
    }
    for (JavaRuntime runtime : parts.runtimes()) {
      bytes += runtime.archive().length() + ArchiveWriter.ALIGNMENT;
    }
    return bytes;
  }

  private void checkSpace(Path target) throws IOException {
    Path folder = Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(target);
    if (!Files.isDirectory(folder)) {
      return; // which NewFile explains
    }
    FileStore store = Files.getFileStore(folder);
    if (store.getUsableSpace() < bytes()) {
      throw new LlamajarException(
          String.format(
              Locale.ROOT,
              "%s needs %,d bytes, and the disk has %,d left; free some, or write elsewhere",
              target,
              bytes(),
              store.getUsableSpace()));
    }
  }

  /** Writes all, and reads it again: what has a wrong sum shall not get its name. */
  private Receipt written(FileChannel channel, Path part, LongConsumer progress) {
    try {
      writeTo(new Target.Fresh(channel), progress);
      channel.force(true);
      return Receipt.of(part, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long writeTo(Target target, LongConsumer progress) {
    try {
      List<Archive.Entry> engine = engine();
      String fingerprint = fingerprint(engine);
      List<Start.Inside> inside = inside();
      int script = Start.script(fingerprint, inside).length;
      ArchiveWriter writer = new ArchiveWriter(target, parts.date(), script);
      copy(engine.getFirst(), writer, progress);
      List<ModelBom.Model> models = new ArrayList<>();
      for (Parts.Member member : parts.members()) {
        Stretch content = Stretch.of(member.source());
        Sums sums = writer.addMappable(member.name(), content, progress).sums();
        models.add(new ModelBom.Model(member.name(), member.source(), sums.sha256()));
      }
      for (int i = 0; i < inside.size(); i++) {
        JavaRuntime runtime = parts.runtimes().get(i);
        long start = writer.addMappable(runtime.entry(), runtime.archive(), progress).start();
        inside.set(i, inside.get(i).at(start));
      }
      for (Archive.Entry entry : engine.subList(1, engine.size())) {
        copy(entry, writer, progress);
      }
      writer.addStored(ModelBom.ENTRY, ModelBom.of(models, parts.date()));
      writer.addStored(PackedFile.ARGS, parts.arguments().getBytes(UTF_8));
      if (parts.readme().isPresent()) {
        writer.addStored(PackedFile.README, parts.readme().get().getBytes(UTF_8));
      }
      target.write(ByteBuffer.wrap(Start.script(fingerprint, inside)), 0);
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Javas, as long as nobody knows where they will lie. */
  private List<Start.Inside> inside() throws IOException {
    List<Start.Inside> inside = new ArrayList<>();
    for (JavaRuntime runtime : parts.runtimes()) {
      long bytes = runtime.archive().length();
      inside.add(new Start.Inside(runtime.platform(), 0, bytes, runtime.fingerprint()));
    }
    return inside;
  }

  private void copy(Archive.Entry entry, ArchiveWriter writer, LongConsumer progress)
      throws IOException {
    if (PackedFile.isModel(entry.name())) { // that the program has for itself
      Stretch model = Stretch.of(parts.engine().source(entry.name()));
      writer.addMappable(entry.name(), model, progress);
    } else {
      writer.add(entry, parts.engine().packed(entry));
    }
  }

  /** The program's entries, the manifest first, without what was packed with it. */
  private List<Archive.Entry> engine() {
    return Packer.inLayout(parts.engine()).stream()
        .filter(entry -> !PackedFile.isCargo(entry.name()))
        .toList();
  }

  private static String fingerprint(List<Archive.Entry> entries) {
    MessageDigest digest = Sums.digest();
    for (Archive.Entry entry : entries) {
      digest.update("%s %08x\n".formatted(entry.name(), entry.crc()).getBytes(UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, Long.BYTES);
  }
}
