package io.llamajar.pack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import tools.jackson.core.JsonGenerator;

/**
 * Says which libraries the program is made with: a bill of materials of the JARs that were merged
 * into it, each with the sum of the JAR that its makers published.
 */
final class ProgramBom {
  /** Where it lies in the program's JAR. */
  static final String ENTRY = "META-INF/sbom/llamajar.cdx.json";

  /** A JAR in Maven's local repository: group/id/version/id-version.jar. */
  private record Library(String group, String id, String version, Path jar) {
    static Library of(Path repository, Path jar) {
      Path place = repository.relativize(jar);
      int names = place.getNameCount();
      if (names < 4) {
        throw new IllegalArgumentException(jar + " does not lie in a repository as Maven has it");
      }
      String group = place.subpath(0, names - 3).toString().replace(File.separatorChar, '.');
      return new Library(group, name(place, names - 3), name(place, names - 2), jar);
    }

    private static String name(Path place, int index) {
      return place.getName(index).toString();
    }

    String purl() {
      return "pkg:maven/%s/%s@%s?type=jar".formatted(group, id, version);
    }
  }

  private ProgramBom() {}

  /**
   * @param classPath the JARs that were merged; our own do not lie in the repository, and are what
   *     the bill is for
   */
  static byte[] of(String version, String classPath, Path repository) {
    List<Library> libraries =
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(Path::of)
            .filter(jar -> jar.startsWith(repository))
            .sorted() // so that nothing else decides the order
            .map(jar -> Library.of(repository, jar))
            .toList();
    return Bom.write(
        Timestamp.FIXED,
        Optional.of(version),
        json -> libraries.forEach(library -> component(json, library)));
  }

  private static void component(JsonGenerator json, Library library) {
    json.writeStartObject();
    json.writeStringProperty("type", "library");
    json.writeStringProperty("bom-ref", library.purl());
    json.writeStringProperty("group", library.group);
    json.writeStringProperty("name", library.id);
    json.writeStringProperty("version", library.version);
    try {
      byte[] content = Files.readAllBytes(library.jar);
      Bom.hash(json, HexFormat.of().formatHex(Sums.digest().digest(content)));
      license(library.jar).ifPresent(license -> licenses(json, license));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json.writeStringProperty("purl", library.purl());
    json.writeEndObject();
  }

  /** What the JAR says of itself, in the words of OSGi. */
  private static Optional<String> license(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(Manifest::getMainAttributes)
          .map(words -> words.getValue("Bundle-License"));
    }
  }

  private static void licenses(JsonGenerator json, String name) {
    json.writeArrayPropertyStart("licenses");
    json.writeStartObject();
    json.writeObjectPropertyStart("license");
    json.writeStringProperty("name", name);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }
}
