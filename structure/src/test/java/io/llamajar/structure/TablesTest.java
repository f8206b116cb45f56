package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written is also in its table: a file without its line would never be used. */
class TablesTest {
  private static final String MODEL = "io.llamajar.model.";
  private static final String QUANT = "io.llamajar.quant.";

  @Test
  void everyArchitectureIsInItsTable() {
    assertComplete(MODEL + "Architectures", TablesTest::loadsADecoderFromAFile);
  }

  @Test
  void everyQuantisationIsInItsTable() {
    assertComplete(QUANT + "Quants", type -> type.isAssignableTo(QUANT + "Quant"));
  }

  private static void assertComplete(String table, Predicate<JavaClass> isEntry) {
    String folder = table.substring(0, table.lastIndexOf('.'));
    List<JavaClass> entries =
        House.CLASSES.stream()
            .filter(type -> type.getPackageName().equals(folder))
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .filter(type -> !type.getName().equals(table))
            .filter(isEntry)
            .toList();
    assertThat(entries).isNotEmpty().allSatisfy(entry -> assertThat(users(entry)).contains(table));
  }

  /** An architecture has no type of its own: it is what {@code Architecture::load} can refer to. */
  private static boolean loadsADecoderFromAFile(JavaClass type) {
    return type.getCodeUnits().stream().anyMatch(TablesTest::isLoad);
  }

  private static boolean isLoad(JavaCodeUnit unit) {
    JavaClass made = unit.isConstructor() ? unit.getOwner() : unit.getRawReturnType();
    return made.isAssignableTo(MODEL + "Decoder")
        && unit.getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .toList()
            .equals(List.of(MODEL + "ModelFile"));
  }

  private static Stream<String> users(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream().map(d -> d.getOriginClass().getName());
  }
}
