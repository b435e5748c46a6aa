// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.security.Signer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What waits for certificates that are being fetched.
final class Certifying {

  private static final int WAITING_MAX = 256;
  // Anybody makes messages of signers whom nobody knows.
  private static final int MESSAGES_MAX = 32;

  /// What goes on when the certificate is there, or is not to be had.
  sealed interface Waiter {
    /// A request to store something.
    record Write(Conversations.Incoming incoming) implements Waiter {}

    /// Values that this node has fetched.
    record Values(Conversations.Outcome outcome) implements Waiter {}

    /// A message that is not read before it is known who wrote it.
    record Unread(Conversations.Arrival.Unproved message) implements Waiter {}
  }

  private final Map<Signer, List<Waiter>> waiting = new HashMap<>();
  private int count;
  private int messages;

  /// Whether there is no room for another one of this kind.
  boolean isFull(Waiter waiter) {
    return count >= WAITING_MAX || waiter instanceof Waiter.Unread && messages >= MESSAGES_MAX;
  }

  int size() {
    return count;
  }

  /// @return whether nobody asks for this certificate yet
  boolean add(Signer signer, Waiter waiter) {
    var all = waiting.computeIfAbsent(signer, _ -> new ArrayList<>(1));
    all.add(waiter);
    count++;
    if (waiter instanceof Waiter.Unread) messages++;
    return all.size() == 1;
  }

  List<Waiter> over(Signer signer) {
    var all = waiting.remove(signer);
    if (all == null) return List.of();
    count -= all.size();
    messages -= (int) all.stream().filter(Waiter.Unread.class::isInstance).count();
    return all;
  }
}
