// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/// The rules of ARCHITECTURE.md that a tool can hold: layers, cycles, forbidden calls, names.
final class Rules {

  private static final String[] PURE = {"..wire..", "..core.."};
  private static final int PARAMETERS_MAX = 6;

  private Rules() {}

  static final List<ArchRule> ALL =
      List.of(
          module("base", "dots", "alto", "reload", "sim", "ringsim", "lab", "bench", "app"),
          module("sim", "dots", "alto", "reload", "ringsim", "lab", "bench", "app"),
          module("dots", "alto", "reload", "sim", "ringsim", "lab", "bench", "app"),
          module("alto", "dots", "reload", "sim", "ringsim", "lab", "bench", "app"),
          module("reload", "dots", "alto", "sim", "ringsim", "lab", "bench", "app"),
          module("ringsim", "dots", "alto", "lab", "bench", "app"),
          module("lab", "dots", "alto", "reload", "ringsim", "bench", "app"),
          module("bench", "app"),
          wireKnowsNeitherCoreNorIo(),
          coreKnowsNoIo(),
          clientKnowsNoServer(),
          pureCodeTouchesNoWorld(),
          pureCodeReadsNoClock(),
          pureCodeDoesNotLock(),
          simulationsReplay(),
          packagesHaveNoCycles("dev.tocsin.(**)"),
          noSleeps(),
          namesSayWhatThingsAre(),
          classesDoNotInherit(),
          constructorsStayShort());

  static ArchRule module(String module, String... others) {
    var packages =
        java.util.Arrays.stream(others)
            .map(other -> "dev.tocsin." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("dev.tocsin." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .allowEmptyShould(true)
        .because("app → bench, lab, ringsim, sim → dots, alto, reload → base");
  }

  static ArchRule wireKnowsNeitherCoreNorIo() {
    return noClasses()
        .that()
        .resideInAPackage("..wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tocsin..core..", "dev.tocsin..io..", "..mitigators..", "..triggers..");
  }

  static ArchRule coreKnowsNoIo() {
    return noClasses()
        .that()
        .resideInAPackage("..core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tocsin..io..", "..mitigators..", "..triggers..", "dev.tocsin.base.store..");
  }

  /// An application that asks an ALTO server takes no server with it.
  static ArchRule clientKnowsNoServer() {
    return noClasses()
        .that()
        .resideInAPackage("..alto.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..alto",
            "..alto.io..",
            "..alto.core.service..",
            "..alto.core.guidance..",
            "..alto.sources..",
            "dev.tocsin.base.http",
            "dev.tocsin.base.store..",
            "org.eclipse.jetty..");
  }

  static ArchRule pureCodeTouchesNoWorld() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<JavaClass>(
                "are files, sockets, threads, locks or secure randomness") {
              @Override
              public boolean test(JavaClass type) {
                return ofTheWorld(type);
              }
            });
  }

  private static boolean ofTheWorld(JavaClass type) {
    var name = type.getName();
    if (Set.of(
            "java.net.InetAddress",
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.net.UnknownHostException")
        .contains(name)) {
      return false;
    }
    return name.startsWith("java.net.")
        || name.startsWith("java.nio.file.")
        || name.startsWith("java.nio.channels.")
        || name.startsWith("java.util.concurrent.")
        || name.startsWith("java.io.File")
        || name.startsWith("org.eclipse.californium.")
        || Set.of(
                "java.lang.Thread",
                "java.security.SecureRandom",
                "java.util.Random",
                "java.lang.ProcessBuilder")
            .contains(name);
  }

  static ArchRule pureCodeReadsNoClock() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("reads a clock or rolls dice") {
              @Override
              public boolean test(JavaAccess<?> access) {
                var target = access.getTarget().getFullName();
                return target.startsWith("java.time.Instant.now(")
                    || target.startsWith("java.time.Clock.")
                    || target.startsWith("java.time.InstantSource.")
                    || target.startsWith("java.lang.System.currentTimeMillis(")
                    || target.startsWith("java.lang.System.nanoTime(")
                    || target.startsWith("java.lang.Math.random(")
                    || target.startsWith("java.util.UUID.randomUUID(");
              }
            });
  }

  // The order of these differs from one start of the JVM to the next.
  static ArchRule simulationsReplay() {
    return noClasses()
        .that()
        .resideInAnyPackage("dev.tocsin.reload.core..", "dev.tocsin.ringsim..", "..planted.core..")
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("makes a set or map without an order") {
              @Override
              public boolean test(JavaAccess<?> access) {
                var target = access.getTarget().getFullName();
                return target.startsWith("java.util.Set.copyOf(")
                    || target.startsWith("java.util.Map.copyOf(")
                    || target.startsWith("java.util.stream.Collectors.toUnmodifiable");
              }
            })
        .because("a seed has to replay its run");
  }

  static ArchRule pureCodeDoesNotLock() {
    return noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(PURE)
        .should()
        .haveModifier(JavaModifier.SYNCHRONIZED);
  }

  static ArchRule packagesHaveNoCycles(String pattern) {
    return slices().matching(pattern).should().beFreeOfCycles();
  }

  static ArchRule noSleeps() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("dev.tocsin.lab..", "dev.tocsin.bench..", "dev.tocsin.app.demo..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .because("waiting belongs to deadlines");
  }

  static ArchRule namesSayWhatThingsAre() {
    return noClasses()
        .should()
        .haveNameMatching(".*[.$](Abstract|Base)[A-Z]\\w*|.*(Manager|Helper|Util|Utils|Impl)");
  }

  static ArchRule classesDoNotInherit() {
    return classes()
        .should(
            new ArchCondition<JavaClass>("not extend a class of ours, exceptions aside") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getRawSuperclass()
                    .filter(parent -> parent.getPackageName().startsWith("dev.tocsin"))
                    .filter(parent -> !parent.isAssignableTo(Throwable.class))
                    // A constant of an enum with a body is a subclass of it.
                    .filter(parent -> !parent.isEnum())
                    .ifPresent(
                        parent ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    type, type.getName() + " extends " + parent.getName())));
              }
            });
  }

  static ArchRule constructorsStayShort() {
    return constructors()
        .that()
        .areDeclaredInClassesThat(
            DescribedPredicate.describe(
                "are neither records, enums nor generated", Rules::isWritten))
        .should(
            new ArchCondition<JavaConstructor>("take at most " + PARAMETERS_MAX + " parameters") {
              @Override
              public void check(JavaConstructor constructor, ConditionEvents events) {
                if (constructor.getRawParameterTypes().size() > PARAMETERS_MAX) {
                  events.add(SimpleConditionEvent.violated(constructor, constructor.getFullName()));
                }
              }
            });
  }

  private static boolean isWritten(JavaClass type) {
    return !type.isRecord()
        && !type.isEnum()
        && !type.isAnonymousClass()
        && !type.isInnerClass()
        && !type.getSimpleName().endsWith("_jmhType");
  }
}
