// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.core;

import java.time.Instant;

record CoreThatReadsTheClock() {
  Instant when() {
    return Instant.now();
  }
}
