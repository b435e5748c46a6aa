// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class StructureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          // Made from the .proto file.
          .withImportOption(location -> !location.contains("/base/gobgp/api/"))
          .importPackages("dev.tocsin");
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("dev.tocsin.structure.planted");

  @SuppressWarnings("unused")
  private static final java.util.List<ArchRule> RULES = Rules.ALL;

  @ParameterizedTest
  @FieldSource("RULES")
  void holds(ArchRule rule) {
    rule.check(OURS);
  }

  @Test
  void looksAtEveryModule() {
    assertThat(OURS.stream().map(type -> type.getPackageName().split("\\.")[2]).distinct())
        .contains("base", "dots", "alto", "reload", "lab", "bench", "app");
  }

  @Test
  void catchesWireThatKnowsCore() {
    caught(Rules.wireKnowsNeitherCoreNorIo(), "WireThatKnowsCore");
  }

  @Test
  void catchesCoreThatKnowsIo() {
    caught(Rules.coreKnowsNoIo(), "CoreThatKnowsIo");
  }

  @Test
  void catchesAClientThatKnowsItsServer() {
    caught(Rules.clientKnowsNoServer(), "ClientThatKnowsItsServer");
  }

  @Test
  void catchesCoreThatOpensASocket() {
    caught(Rules.pureCodeTouchesNoWorld(), "CoreThatOpensASocket");
  }

  @Test
  void catchesCoreThatReadsTheClock() {
    caught(Rules.pureCodeReadsNoClock(), "CoreThatReadsTheClock");
  }

  @Test
  void catchesCoreThatLocks() {
    caught(Rules.pureCodeDoesNotLock(), "CoreThatLocks");
  }

  @Test
  void catchesAnOrderThatNoSeedReplays() {
    caught(Rules.simulationsReplay(), "CoreThatShuffles");
  }

  @Test
  void catchesACycleOfPackages() {
    caught(Rules.packagesHaveNoCycles("dev.tocsin.structure.planted.(*)"), "cyclea");
  }

  @Test
  void catchesASleep() {
    caught(Rules.noSleeps(), "SleepyManager");
  }

  @Test
  void catchesANameThatSaysNothing() {
    caught(Rules.namesSayWhatThingsAre(), "SleepyManager");
  }

  @Test
  void catchesInheritance() {
    caught(Rules.classesDoNotInherit(), "Heir");
  }

  @Test
  void catchesALongConstructor() {
    caught(Rules.constructorsStayShort(), "Heir");
  }

  @Test
  void catchesAModuleThatLooksUp() {
    caught(Rules.module("structure", "base"), "dev.tocsin.base");
  }

  private static void caught(ArchRule rule, String offender) {
    assertThatThrownBy(() -> rule.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offender);
  }
}
