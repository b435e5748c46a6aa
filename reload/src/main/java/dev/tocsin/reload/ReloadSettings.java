// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.peer.PeerFolder;
import dev.tocsin.reload.io.peer.PeerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a {@link ReloadNode} or {@link ReloadClient} has to know of its overlay. Immutable.
///
/// @param overlay its name
/// @param folder where it keeps what has to survive; one process has it at a time
/// @param listen for TLS and DTLS; port 0 for one that is free
/// @param known peers to ask for the overlay
/// @param usages besides the certificate store, which everybody has
/// @param chord the numbers of the ring, the same for all of its peers
public record ReloadSettings(
    String overlay,
    LinkCredentials credentials,
    Path folder,
    InetSocketAddress listen,
    List<InetSocketAddress> known,
    List<Usage> usages,
    ChordParameters chord) {

  public ReloadSettings {
    known = List.copyOf(known);
    usages = List.copyOf(usages);
  }

  /// Where every peer has a certificate of an enrolment server (`tocsin reload enroll` gets one).
  public static ReloadSettings certified(Credentials own, OverlayTrust trust, Path folder) {
    return of(trust.overlay(), new LinkCredentials.Certified(own, trust), folder);
  }

  /// Where all peers hold one key: nothing is signed.
  public static ReloadSettings sharedKey(String overlay, byte[] key, Path folder) {
    return of(overlay, new LinkCredentials.Shared(overlay, key.clone()), folder);
  }

  private static ReloadSettings of(String overlay, LinkCredentials credentials, Path folder) {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ReloadSettings(
        overlay, credentials, folder, loopback, List.of(), List.of(), ChordParameters.DRAFT);
  }

  /// The same in another folder: another member.
  public ReloadSettings in(Path other) {
    return new ReloadSettings(overlay, credentials, other, listen, known, usages, chord);
  }

  public ReloadSettings listening(InetSocketAddress address) {
    return new ReloadSettings(overlay, credentials, folder, address, known, usages, chord);
  }

  public ReloadSettings knowing(InetSocketAddress... peers) {
    var all = List.of(peers);
    return new ReloadSettings(overlay, credentials, folder, listen, all, usages, chord);
  }

  /// With one more usage.
  public ReloadSettings with(Usage usage) {
    var all = new ArrayList<>(usages);
    all.add(usage);
    return new ReloadSettings(overlay, credentials, folder, listen, known, all, chord);
  }

  public ReloadSettings with(ChordParameters ring) {
    return new ReloadSettings(overlay, credentials, folder, listen, known, usages, ring);
  }

  /// @throws IllegalArgumentException if two usages have the same kind
  PeerSettings peer(Role role) {
    var all = new ArrayList<Usage>(usages);
    all.add(new CertificateStore(overlay));
    var peer =
        credentials instanceof LinkCredentials.Certified(var own, _)
            ? own.peer()
            : new PeerFolder(folder).identity();
    var shape = PeerSettings.Shape.of(role, Kinds.of(all.toArray(Usage[]::new))).with(chord);
    var network = PeerSettings.Network.at(listen, known);
    return new PeerSettings(overlay, credentials, peer, shape, network, folder);
  }
}
