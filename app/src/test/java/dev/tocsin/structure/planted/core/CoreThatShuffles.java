// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.core;

import java.util.Set;

record CoreThatShuffles(Set<Integer> numbers) {
  Set<Integer> copy() {
    return Set.copyOf(numbers);
  }
}
