package io.llamajar.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** Everything that we wrote: the folder it is in and the classes that ship. */
final class House {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path JAR = ROOT.resolve("cli/target/llamajar.jar");

  /** The classes of all modules but this one. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("io/llamajar/structure/"))
          .importPackages("io.llamajar");

  private House() {}

  /** Is it a class of ours? */
  static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals("io.llamajar")
        || type.getPackageName().startsWith("io.llamajar.");
  }
}
