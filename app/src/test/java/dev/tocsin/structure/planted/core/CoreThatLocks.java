// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.core;

public record CoreThatLocks() {
  synchronized void lock() {}
}
