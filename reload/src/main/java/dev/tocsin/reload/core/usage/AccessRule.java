// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.id.Id;
import java.util.Optional;

/// Who may store and remove what where. Asked only in overlays that have certificates.
public interface AccessRule {

  /// @param certificate of whoever signed the value, or asks for its removal
  /// @param entry what is stored; without a value if it is to be removed
  /// @return why not; empty if it is allowed
  Optional<String> refusal(PeerCertificate certificate, Id resource, Entry entry);

  /// Whoever's place it is.
  static AccessRule at(SeedRule seeds) {
    return (certificate, resource, _) ->
        seeds.places(certificate).anyMatch(resource::equals)
            ? Optional.empty()
            : Optional.of("the signer's certificate is not for this place");
  }

  /// Values of a dictionary whose key is a peer of the certificate (SP-2).
  static AccessRule keyedByPeer() {
    return (certificate, _, entry) ->
        entry instanceof Entry.Keyed(var key, _) && isPeer(certificate, key)
            ? Optional.empty()
            : Optional.of("the key is no peer of the signer's certificate");
  }

  private static boolean isPeer(PeerCertificate certificate, Bytes key) {
    return key.length() == Id.BYTES && certificate.isOf(Id.read(key.toArray(), 0));
  }

  default AccessRule and(AccessRule other) {
    return (certificate, resource, entry) -> {
      var refusal = refusal(certificate, resource, entry);
      return refusal.isPresent() ? refusal : other.refusal(certificate, resource, entry);
    };
  }
}
