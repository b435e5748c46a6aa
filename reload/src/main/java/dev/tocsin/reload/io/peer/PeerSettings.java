// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.peer.PeerParameters;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.wire.id.Id;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// What makes one peer, or one client, of one overlay.
///
/// @param overlay its name
/// @param peer who this is: of the certificate, if there is one; see {@link PeerFolder#identity}
/// @param folder where it keeps what has to survive; one process has it at a time
public record PeerSettings(
    String overlay,
    LinkCredentials credentials,
    Id peer,
    Shape shape,
    Network network,
    Path folder) {

  public PeerSettings {
    if (!peer.isPeer()) throw new IllegalArgumentException("no peer has the id " + peer);
    if (credentials instanceof LinkCredentials.Certified(var own, _) && !own.peer().equals(peer)) {
      throw new IllegalArgumentException(own + " are not those of peer " + peer);
    }
  }

  /// What it does there.
  ///
  /// @param kinds that its usages store
  public record Shape(
      PeerParameters.Role role,
      ChordParameters chord,
      NodeParameters node,
      PeerParameters.Timing timing,
      Kinds kinds) {

    /// By the numbers of the draft.
    public static Shape of(PeerParameters.Role role, Kinds kinds) {
      return new Shape(
          role, ChordParameters.DRAFT, NodeParameters.DRAFT, PeerParameters.Timing.DEFAULT, kinds);
    }

    public Shape with(PeerParameters.Timing other) {
      return new Shape(role, chord, node, other, kinds);
    }

    public Shape with(ChordParameters other) {
      return new Shape(role, other, node, timing, kinds);
    }
  }

  /// Where it is.
  ///
  /// @param listen for TLS and DTLS; port 0 for one that is free
  /// @param advertised as others reach it; empty for the addresses that it listens at
  /// @param bootstrap whom to ask for the overlay
  public record Network(
      InetSocketAddress listen,
      List<InetSocketAddress> advertised,
      List<InetSocketAddress> bootstrap,
      LinkLimits limits) {

    public Network {
      advertised = List.copyOf(advertised);
      bootstrap = List.copyOf(bootstrap);
    }

    public static Network at(InetSocketAddress listen, List<InetSocketAddress> bootstrap) {
      return new Network(listen, List.of(), bootstrap, LinkLimits.DEFAULT);
    }
  }
}
