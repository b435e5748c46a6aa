// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

/// A change as bytes, the way it stands in the journal. Every form that was ever written must stay
/// readable. Used by one thread at a time.
public interface ChangeCodec<C> {

  byte[] encode(C change);

  /// @throws WireException if the bytes are no change
  C decode(byte[] bytes);
}
