package io.llamajar.pack;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.NewFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;

/** Rewrites a JAR into the layout it ships in: the same bytes every time, GGUF files mappable. */
public final class Packer {
  // The order in which the classes were merged must not show. Folders have no entries.
  private static final Comparator<Archive.Entry> LAYOUT =
      Comparator.<Archive.Entry, Boolean>comparing(e -> !e.name().equals(JarFile.MANIFEST_NAME))
          .thenComparing(Archive.Entry::name);

  private Packer() {}

  /**
   * Takes the JAR to read and the JAR to write; the program's version, the class path of what was
   * merged into it, and Maven's local repository.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 5) {
      throw new LlamajarException(
          "Name the JAR to read, the JAR to write, the version, the class path, the repository");
    }
    byte[] bom = ProgramBom.of(arguments[2], arguments[3], Path.of(arguments[4]));
    pack(Path.of(arguments[0]), Path.of(arguments[1]), bom);
  }

  /** Writes {@code target}, at once when all of it is there: a running program may read the old. */
  static void pack(Path source, Path target, byte[] bom) throws IOException {
    Archive jar = Archive.open(source);
    NewFile.write(
        target,
        channel ->
            copy(jar, bom, new ArchiveWriter(new Target.Fresh(channel), Timestamp.FIXED, 0)));
  }

  private static void copy(Archive jar, byte[] bom, ArchiveWriter writer) {
    try {
      for (Archive.Entry entry : inLayout(jar)) {
        if (PackedFile.isModel(entry.name())) {
          writer.addMappable(entry.name(), jar.content(entry));
        } else {
          writer.add(entry.name(), jar.content(entry));
        }
      }
      writer.add(ProgramBom.ENTRY, bom);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files, the manifest first, as the JAR specification wants it, then by name. */
  static List<Archive.Entry> inLayout(Archive jar) {
    return jar.entries().stream()
        .filter(entry -> !entry.name().endsWith("/"))
        .sorted(LAYOUT)
        .toList();
  }
}
