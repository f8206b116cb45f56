package io.llamajar.cli;

import java.util.Optional;

/** The program's entry: for now it says which version it is. */
public final class Llamajar {
  private Llamajar() {}

  /** Takes the command line. */
  public static void main(String[] arguments) {
    System.out.println("llamajar " + version());
  }

  /** The version in the JAR's manifest; classes outside a JAR have none. */
  private static String version() {
    return Optional.ofNullable(Llamajar.class.getPackage().getImplementationVersion())
        .orElse("(unpacked)");
  }
}
