// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

/// What is measured of each server.
///
/// @param name as in the report
/// @param unit of its values
public record Figure(String name, String unit) {

  /// Begins the names of these figures.
  public static final String GENERATOR_LOAD = "generator_cpu_";

  /// Begins the names of these.
  public static final String SERVER_LOAD = "server_cpu_";

  public static Figure generatorLoad(String run) {
    return new Figure(GENERATOR_LOAD + run, "%");
  }

  public static Figure serverLoad(String run) {
    return new Figure(SERVER_LOAD + run, "%");
  }
}
