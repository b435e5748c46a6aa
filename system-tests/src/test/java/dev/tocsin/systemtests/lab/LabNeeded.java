// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tocsin.lab.Lab;

/// Skips where the machine has no namespaces, and says so; in continuous integration that is a
/// failure.
final class LabNeeded {

  private LabNeeded() {}

  static void check() {
    Lab.unavailable()
        .ifPresent(
            reason -> {
              if ("true".equals(System.getenv("CI"))) fail("no lab here: " + reason);
              abort("no lab here: " + reason);
            });
  }
}
