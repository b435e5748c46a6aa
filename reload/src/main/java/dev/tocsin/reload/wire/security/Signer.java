// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;

/// How a signature names the certificate that proves it.
public sealed interface Signer {

  /// One that has this peer-id.
  record Peer(Id id) implements Signer {}

  /// One that has this user name.
  record User(String name) implements Signer {}

  /// This one, DER.
  record Certificate(Bytes der) implements Signer {}
}
