// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Somebody in an overlay, as applications use it. Callable from any thread; what is returned
/// completes with {@link ReloadException} if the overlay refuses, at the latest after half a
/// minute.
public sealed interface Member extends AutoCloseable permits ReloadNode, ReloadClient {

  /// Something that an application of another member has sent.
  ///
  /// @param application its port number
  /// @param dialog what belongs together, as the applications agree
  record Message(Id from, int application, String dialog, Bytes content) {}

  Membership membership();

  /// Who this is in the overlay.
  default Id id() {
    return membership().id();
  }

  /// Where it listens.
  default InetSocketAddress address() {
    return membership().address();
  }

  /// Completes when it is in the overlay for the first time.
  default CompletableFuture<Void> joined() {
    return membership().joined();
  }

  /// Stores a value, signed as this member's own where values are signed.
  ///
  /// @param lifetime whole seconds after which the overlay forgets it
  default CompletableFuture<Void> store(Id place, Kind kind, Entry entry, Duration lifetime) {
    return membership().store(place, kind, entry, lifetime);
  }

  /// Fetches all values of a kind at a place; their signatures are checked.
  ///
  /// @return without those that do not exist
  default CompletableFuture<List<StoredValue>> fetch(Id place, Kind kind) {
    return membership().fetch(place, kind);
  }

  /// Removes all values of a kind that this member may remove at a place.
  default CompletableFuture<Void> remove(Id place, Kind kind) {
    return membership().remove(place, kind);
  }

  /// Where from a place on whoever is responsible for it has data of a kind.
  ///
  /// @return empty if it has none
  default CompletableFuture<Optional<Id>> find(Id from, Kind kind) {
    return membership().find(from, kind);
  }

  /// Sends something to an application of another member; completes when it is there.
  default CompletableFuture<Void> send(Id to, int application, String dialog, Bytes content) {
    return membership().send(to, application, dialog, content);
  }

  /// Hears what others send, on the member's own thread: the listener must not wait.
  default void listen(Consumer<Message> listener) {
    membership().listen(listener);
  }

  /// Leaves politely: neighbours take over what this member had. Then it is closed.
  ///
  /// @param patience for saying goodbye
  /// @return whether all have heard it
  default boolean leave(Duration patience) {
    return membership().leave(patience);
  }

  /// Ends at once; the others find out by themselves. What it kept is there at the next start.
  @Override
  default void close() {
    membership().close();
  }
}
