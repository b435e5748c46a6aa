// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import dev.tocsin.reload.io.link.Channel;
import java.util.concurrent.CompletableFuture;

/// The channel that will be with one address, by whichever handshake, and whether somebody here has
/// dialled for it: one at most, and before it stands. Callable from any thread.
final class Outcome {

  private final CompletableFuture<Channel> channel = new CompletableFuture<>();
  private boolean isDialled;
  private boolean isSettled;

  CompletableFuture<Channel> channel() {
    return channel;
  }

  /// @return false if somebody else has, or it stands already
  synchronized boolean dial() {
    if (isDialled || isSettled) return false;
    isDialled = true;
    return true;
  }

  /// It stands.
  ///
  /// @return whether it was dialled
  synchronized boolean settle() {
    isSettled = true;
    return isDialled;
  }
}
