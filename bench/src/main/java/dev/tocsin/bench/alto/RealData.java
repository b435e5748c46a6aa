// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A real table and the largest network of a collection.
///
/// @param table BGP routes in MRT
/// @param network in GraphML, unpacked
record RealData(Path table, Path network) {

  private static final String TABLE = "reencoded-bview.20100701.0759.mrt.gz";
  private static final String NETWORKS = "InternetTopologyZoo-graphml.tar.gz";
  private static final String LARGEST = "graphml/Kdl.graphml";

  /// Why there is none; empty if there is.
  static Optional<String> unavailable(Path data) {
    for (var name : List.of(TABLE, NETWORKS)) {
      if (!Files.isReadable(data.resolve(name))) {
        return Optional.of("there is no " + data.resolve(name) + " (--data)");
      }
    }
    return Optional.empty();
  }

  /// @param folder where the network is unpacked
  static RealData of(Path data, Path folder) {
    try {
      int code =
          new ProcessBuilder(
                  "tar",
                  "-xzf",
                  data.resolve(NETWORKS).toString(),
                  "-C",
                  folder.toString(),
                  LARGEST)
              .start()
              .waitFor();
      if (code != 0) throw new BenchException("tar finds no " + LARGEST + " in " + NETWORKS);
      return new RealData(data.resolve(TABLE).toAbsolutePath(), folder.resolve(LARGEST));
    } catch (IOException e) {
      throw new UncheckedIOException("tar cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
