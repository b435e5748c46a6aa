// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.data.DataChange;
import dev.tocsin.dots.wire.SessionConfig;

/// What must be on disk before the outputs behind it are performed.
public sealed interface Change {

  record PutMitigation(Mitigation mitigation) implements Change {}

  record RemoveMitigation(MitigationKey key) implements Change {}

  /// Which identity holds a cuid within a domain; a later one takes the place of an earlier one.
  ///
  /// @param midMax the highest mid it had used by then
  record BindClient(String domain, String cuid, String owner, long midMax) implements Change {}

  record RemoveClient(String domain, String cuid) implements Change {}

  /// @param owner fingerprint of the identity that configured its sessions
  record PutConfig(String domain, String owner, SessionConfig config) implements Change {}

  record RemoveConfig(String domain, String owner) implements Change {}

  /// The whole domain, added or changed.
  record PutDomain(Customer customer) implements Change {}

  record RemoveDomain(String name) implements Change {}

  /// Of the data channel.
  record Data(DataChange change) implements Change {}
}
