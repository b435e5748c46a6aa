// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Timeline.Mark;
import dev.tocsin.lab.Host;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The provider's filters as an onlooker sees them, who is not told by the DOTS server.
interface Filters extends AutoCloseable {

  /// A place that a call for help must get to.
  ///
  /// @param key of the report: how long that took
  /// @param reached whether all that was asked for is there
  record Stage(String key, Mark mark, String words, BooleanSupplier reached) {}

  /// What can be looked at while the network stands.
  record View(Host host, String command) {}

  /// Waits until requests can take effect.
  void awaitReady();

  /// In their order.
  List<Stage> stages();

  /// What the kernel says they have dropped so far.
  long dropped();

  /// Adds what only these can tell.
  void describe(Report report);

  /// Where something of the customer's is left; empty if nowhere.
  Optional<String> remains();

  List<View> views();

  @Override
  void close();
}
