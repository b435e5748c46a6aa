// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import java.util.List;

/// Asks the DNS for the NAPTR records of a name.
@FunctionalInterface
public interface NaptrLookup {

  Outcome records(String name);

  /// What came of it.
  sealed interface Outcome {}

  /// @param records empty if there is no such name, or it has none
  record Found(List<Naptr> records) implements Outcome {
    public Found {
      records = List.copyOf(records);
    }
  }

  /// It may work later.
  ///
  /// @param reason for people
  record Failed(String reason) implements Outcome {}

  /// RFC 3403 §4.1
  ///
  /// @param replacement name to go on with where there is no expression; empty for none
  record Naptr(
      int order, int preference, String flags, String service, String regexp, String replacement) {}
}
