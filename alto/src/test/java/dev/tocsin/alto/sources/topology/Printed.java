// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.ShortestPaths;
import dev.tocsin.alto.core.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What routing daemons printed of small networks, kept as it came; `gobgp-4-ls.json` is what 3.10
/// printed, with the attributes that version 4 adds.
public final class Printed {

  private Printed() {}

  public static byte[] bytes(String name) {
    try (var in = Objects.requireNonNull(Printed.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /// Of the best way.
  static double metric(Topology topology, String from, String to) {
    return ShortestPaths.from(topology, topology.number(from).orElseThrow())
        .metric(topology.number(to).orElseThrow());
  }
}
