// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import java.net.InetSocketAddress;
import java.util.List;

/// Finds out where the enrolment servers of an overlay listen.
@FunctionalInterface
public interface EnrolmentServers {

  Outcome of(String overlay);

  sealed interface Outcome {}

  /// @param addresses at least one, to be tried in this order
  record Found(List<InetSocketAddress> addresses) implements Outcome {
    public Found {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) throw new IllegalArgumentException("found no address");
    }
  }

  /// @param reason one line for people
  record Failed(String reason) implements Outcome {}
}
