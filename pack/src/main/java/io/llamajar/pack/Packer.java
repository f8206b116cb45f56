package io.llamajar.pack;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Rewrites a JAR into the layout it ships in: the same bytes every time, GGUF files mappable. */
public final class Packer {
  // The manifest first, as the JAR specification wants it, then by name: the order in which the
  // classes were merged must not show. Folders have no entries.
  private static final Comparator<ZipEntry> LAYOUT =
      Comparator.<ZipEntry, Boolean>comparing(e -> !e.getName().equals(JarFile.MANIFEST_NAME))
          .thenComparing(ZipEntry::getName);

  private static final Set<OpenOption> REWRITE =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);

  private Packer() {}

  /** Takes the JAR to read and the JAR to write. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new LlamajarException("Name two files: the JAR to read and the JAR to write");
    }
    pack(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /** Writes {@code target}, at once when all of it is there: a running program may read the old. */
  static void pack(Path source, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".new");
    try (ZipFile jar = new ZipFile(source.toFile());
        ArchiveWriter writer = new ArchiveWriter(FileChannel.open(unfinished, REWRITE))) {
      for (ZipEntry entry : inLayout(jar)) {
        byte[] content = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".gguf")) {
          writer.addMappable(entry.getName(), content);
        } else {
          writer.add(entry.getName(), content);
        }
      }
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<? extends ZipEntry> inLayout(ZipFile jar) {
    return jar.stream().filter(entry -> !entry.isDirectory()).sorted(LAYOUT).toList();
  }
}
