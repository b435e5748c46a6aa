// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.id.Id;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How the places of a kind follow from who stores there. "A certificate for a user name or peer-id
/// X is a permission to store data at the same resource id that would be found by an attempt to
/// look up X."
public interface SeedRule {

  /// Data of users, at the hash of their names (R-25: without a scheme).
  SeedRule USERS = certificate -> certificate.users().stream().map(ResourceName::of);

  /// Data of peers, at the hash of their ids.
  SeedRule PEERS = certificate -> certificate.peers().stream().map(ResourceName::of);

  /// Everywhere that the holder of a certificate may store.
  Stream<Id> places(PeerCertificate certificate);

  /// Data of peers at several places each.
  ///
  /// @param last number of a peer's places
  // R-27, TN-2.
  static SeedRule numberedPeers(int last) {
    return certificate ->
        certificate.peers().stream()
            .flatMap(
                peer ->
                    IntStream.rangeClosed(1, last)
                        .mapToObj(number -> ResourceName.of(peer, number)));
  }

  default SeedRule or(SeedRule other) {
    return certificate -> Stream.concat(places(certificate), other.places(certificate));
  }
}
