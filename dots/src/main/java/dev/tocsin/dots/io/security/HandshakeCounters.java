// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

/// Where a listening endpoint counts its handshakes. Called from many threads; must not block.
public interface HandshakeCounters {

  HandshakeCounters NONE =
      new HandshakeCounters() {
        @Override
        public void completed(boolean resumed) {}

        @Override
        public void failed() {}

        @Override
        public void shed() {}

        @Override
        public void limited() {}
      };

  /// @param resumed without certificates or keys, from an earlier session
  void completed(boolean resumed);

  void failed();

  /// Turned away unread: too many handshakes at once, or no room for another session.
  void shed();

  /// Turned away unread: full handshakes begin more often than the limits allow.
  void limited();
}
