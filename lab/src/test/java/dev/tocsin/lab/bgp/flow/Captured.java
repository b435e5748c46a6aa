// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// What BIRD 2.0.12 of Debian 12 printed: most of it learned from gobgpd, some of its own.
final class Captured {

  private Captured() {}

  static String listing() {
    try (var file = Captured.class.getResourceAsStream("bird-2.0.12.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The route to that destination that asks for least.
  static FlowRoute to(String destination) {
    return BirdTable.read(listing()).routes().stream()
        .filter(route -> route.text().contains("dst " + destination + ";"))
        .min(Comparator.comparing(route -> route.text().length()))
        .orElseThrow();
  }

  static FlowRoute route(String text) {
    return FlowText.read(text, FlowActions.of(List.of()));
  }
}
