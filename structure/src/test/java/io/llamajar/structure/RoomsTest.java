package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import io.llamajar.LlamajarException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use what: the packages know each other in one direction only. */
class RoomsTest {
  // A package, with those below it, and the packages of ours that it may use besides itself and
  // LlamajarException, which belongs to everyone. A new package starts with a line here.
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          room("asm"),
          room("gguf"),
          room("tokenizer", "gguf"),
          room("quant", "gguf"),
          room("tensor", "asm", "quant", "gguf"),
          room("kernel", "asm", "tensor", "quant", "gguf"),
          room("ops", "kernel", "tensor", "quant"),
          room("model", "ops", "kernel", "tensor", "quant", "gguf"),
          room("sampling"),
          room("grammar", "tokenizer", "sampling"),
          room("speculation", "model", "ops", "tensor"),
          room("scheduler", "model", "ops", "tensor", "sampling", "speculation", "quant", "gguf"),
          room(
              "",
              "scheduler",
              "asm",
              "gguf",
              "tokenizer",
              "quant",
              "tensor",
              "kernel",
              "ops",
              "model",
              "sampling",
              "speculation",
              "grammar"),
          room("chat.jinja"),
          room("chat.template", "", "chat.jinja", "tokenizer"),
          room("chat.schema", "chat.template", "chat.jinja"),
          room("chat.tools", "chat.template", "chat.jinja", "chat.schema", "tokenizer"),
          room("chat", "", "chat.template", "chat.jinja", "chat.tools", "tokenizer", "grammar"),
          room("server.page"),
          room(
              "server",
              "",
              "gguf",
              "tokenizer",
              "sampling",
              "speculation",
              "scheduler",
              "chat",
              "chat.template",
              "chat.jinja",
              "chat.schema",
              "chat.tools",
              "grammar",
              "server.page"),
          room("tools", "", "gguf"),
          room("pack", "gguf", "asm"),
          room("hub", "", "chat.template", "chat.jinja"),
          room("sandbox"),
          room("cli.manual"),
          room("cli.markdown"),
          room(
              "cli",
              "",
              "gguf",
              "tokenizer",
              "sampling",
              "grammar",
              "speculation",
              "scheduler",
              "chat",
              "chat.template",
              "chat.jinja",
              "chat.schema",
              "chat.tools",
              "server",
              "tools",
              "pack",
              "hub",
              "sandbox",
              "cli.manual",
              "cli.markdown"));

  private static final Set<String> OUTSIDE_THE_ENGINE =
      Set.of(
          "chat",
          "chat.template",
          "chat.schema",
          "chat.tools",
          "server",
          "server.page",
          "tools",
          "pack",
          "sandbox",
          "hub",
          "cli",
          "cli.manual",
          "cli.markdown");

  private static Map.Entry<String, Set<String>> room(String name, String... mayUse) {
    return Map.entry(name, Set.of(mayUse));
  }

  @Test
  void everyPackageHasARoom() {
    assertThat(House.CLASSES).isNotEmpty().allSatisfy(type -> assertThat(roomOf(type)).isPresent());
  }

  @Test
  void packagesUseOnlyThoseBelowThem() {
    List<String> upwards =
        dependencies()
            .filter(d -> House.isOurs(d.getTargetClass()))
            .filter(d -> !d.getTargetClass().isEquivalentTo(LlamajarException.class))
            .filter(d -> !mayUse(roomOf(d.getOriginClass()), roomOf(d.getTargetClass())))
            .map(Dependency::getDescription)
            .toList();
    assertThat(upwards).isEmpty();
  }

  @Test
  void theEngineUsesOnlyTheJdk() {
    List<String> foreign =
        dependencies()
            .filter(d -> roomOf(d.getOriginClass()).filter(RoomsTest::isInEngine).isPresent())
            .filter(d -> !House.isOurs(d.getTargetClass()))
            .filter(d -> !isJdk(d.getTargetClass().getBaseComponentType()))
            .map(Dependency::getDescription)
            .toList();
    assertThat(foreign).isEmpty();
  }

  private static Stream<Dependency> dependencies() {
    return House.CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
  }

  private static boolean mayUse(Optional<String> user, Optional<String> used) {
    Set<String> below = user.map(ROOMS::get).orElse(Set.of());
    return user.equals(used) || used.filter(below::contains).isPresent();
  }

  private static boolean isInEngine(String room) {
    return !OUTSIDE_THE_ENGINE.contains(room);
  }

  private static boolean isJdk(JavaClass type) {
    return type.isPrimitive()
        || type.getPackageName().startsWith("java.")
        || type.getPackageName().equals("org.jspecify.annotations"); // gone at run time
  }

  /** The nearest room around a class; the root, "", has no packages below it. */
  private static Optional<String> roomOf(JavaClass type) {
    String path = type.getBaseComponentType().getPackageName().substring("io.llamajar".length());
    if (path.isEmpty()) {
      return Optional.of("");
    }
    return ROOMS.keySet().stream()
        .filter(room -> !room.isEmpty() && (path + ".").startsWith("." + room + "."))
        .max(Comparator.comparingInt(String::length));
  }
}
