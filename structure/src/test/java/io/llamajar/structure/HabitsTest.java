package io.llamajar.structure;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Linker;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What no class of ours does. */
class HabitsTest {
  // Where memory becomes code, and where the kernel is asked to hold us: the JVM does not check
  // what
  // they call.
  private static final Set<String> MAY_LINK =
      Set.of("io.llamajar.asm.Native", "io.llamajar.sandbox.Kernel");

  @Test
  void onlyTheseLeaveJava() {
    DescribedPredicate<JavaClass> others =
        DescribedPredicate.describe(
            "outside " + MAY_LINK, type -> !MAY_LINK.contains(type.getName()));
    noClasses()
        .that(others)
        .should()
        .dependOnClassesThat(belongToAnyOf(Linker.class))
        .check(House.CLASSES);
  }

  @Test
  void nothingNeedsAFlagOrOpensTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk..", "sun..", "java.lang.reflect..")
        .check(House.CLASSES);
  }

  @Test
  void noStateIsSharedThroughStaticFields() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(
            belongToAnyOf(
                AtomicBoolean.class, AtomicInteger.class, AtomicLong.class, AtomicReference.class))
        .check(House.CLASSES);
  }

  @Test
  void onlyTheProgramPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.llamajar.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(House.CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses().should().haveNameMatching(".*(Impl|Manager|Utils?|Helpers?)").check(House.CLASSES);
  }

  @Test
  void accessorsHaveNoPrefix() {
    methods()
        .that()
        .haveNameMatching("get[A-Z].*")
        .should(overrideSomethingForeign())
        .allowEmptyShould(true) // it is our aim that there are none
        .check(House.CLASSES);
  }

  private static ArchCondition<JavaMethod> overrideSomethingForeign() {
    return new ArchCondition<>("override a method that is not ours") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean foreign =
            method.getOwner().getAllRawSuperclasses().stream().anyMatch(s -> declares(s, method))
                || method.getOwner().getAllRawInterfaces().stream()
                    .anyMatch(i -> declares(i, method));
        events.add(
            new SimpleConditionEvent(method, foreign, method.getFullName() + " is a getter"));
      }

      private static boolean declares(JavaClass type, JavaMethod method) {
        return !House.isOurs(type)
            && type.getMethods().stream().anyMatch(m -> m.getName().equals(method.getName()));
      }
    };
  }
}
