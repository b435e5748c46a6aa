// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.util.List;
import java.util.Optional;

/// What can happen to a {@link Node}.
public sealed interface NodeInput {

  /// It is the first of its overlay.
  record Form() implements NodeInput {}

  /// It is to join the overlay that this neighbour is in.
  record Enter(Id bootstrap) implements NodeInput {}

  /// It is to leave, politely.
  record Depart() implements NodeInput {}

  /// What the disk holds, perhaps nothing; before all else. Whoever gives it carries out every
  /// {@link NodeOutput.Commit}: a node that does not hear this keeps what it stores in memory only.
  record Restored(List<StorageChange> changes) implements NodeInput {
    public Restored {
      changes = List.copyOf(changes);
    }
  }

  record Committed(long serial) implements NodeInput {}

  record CommitFailed(long serial) implements NodeInput {}

  record LinkUp(Link link) implements NodeInput {}

  record LinkDown(long link) implements NodeInput {}

  /// A message or fragment came. The array is the node's from now on.
  record Received(long link, byte[] bytes) implements NodeInput {}

  /// A {@link NodeOutput.Dial} led to nothing.
  record NotDialled(long dial) implements NodeInput {}

  /// An application asks; {@link NodeOutput.Reply} follows in any case.
  ///
  /// @param command the application's own number
  /// @param route to whoever is to answer
  record Ask(long command, List<Destination> route, Request request, Manner manner)
      implements NodeInput {

    public Ask {
      route = List.copyOf(route);
      if (route.isEmpty()) throw new IllegalArgumentException("a request to nobody");
    }
  }

  /// An application fetches from the responsible peer and from those with copies at once, and gets
  /// of each value the one that was stored last; {@link NodeOutput.Reply} follows in any case.
  /// Dearer than to {@link Ask}, but one peer that lies or is silent changes nothing (SE-6).
  ///
  /// @param command the application's own number
  record Gather(long command, Request.Fetch fetch) implements NodeInput {}

  /// How a request is to travel.
  ///
  /// @param isLogged whether the peers on the way write themselves down
  /// @param through the neighbour that gets it first; if absent the one that is nearest
  record Manner(Routing routing, boolean isLogged, Optional<Id> through) {

    public static final Manner PLAIN = new Manner(Routing.UNSPECIFIED, false, Optional.empty());
    public static final Manner LOGGED = new Manner(Routing.UNSPECIFIED, true, Optional.empty());
    public static final Manner ITERATIVE = new Manner(Routing.ITERATIVE, false, Optional.empty());

    public static Manner through(Id neighbour) {
      return new Manner(Routing.UNSPECIFIED, false, Optional.of(neighbour));
    }
  }
}
