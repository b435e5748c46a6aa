// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import dev.tocsin.dots.core.client.rules.Mids;
import dev.tocsin.dots.core.client.rules.RequestSplitter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Turns a wanted request into parts: how many, and under which mids.
final class Planner {

  private final RequestSplitter splitter;
  private final Mids mids;
  private int payloadBytes;

  Planner(RequestSplitter splitter, Mids mids, int payloadBytes) {
    this.splitter = splitter;
    this.mids = mids;
    this.payloadBytes = payloadBytes;
  }

  /// RFC 9132 §7.3: what a path takes is learned from its session.
  ///
  /// @return whether parts made before may be too large now
  boolean learn(int sessionPayloadBytes) {
    if (sessionPayloadBytes >= payloadBytes) return false;
    payloadBytes = sessionPayloadBytes;
    return true;
  }

  boolean fits(Wanted wanted) {
    return wanted.parts.stream()
        .allMatch(part -> splitter.fits(part.request, part.acls, payloadBytes));
  }

  /// Empty when a single target does not fit.
  ///
  /// @param acls go with the first part
  /// @param changes gets what must be durable
  Optional<List<Part>> plan(
      MitigationRequest request, List<AclControl> acls, ArrayList<ClientChange> changes) {
    var parts = plan(request, payloadBytes - splitter.bytes(request, acls), changes);
    parts.ifPresent(all -> all.getFirst().acls = acls);
    return parts;
  }

  private Optional<List<Part>> plan(
      MitigationRequest request, int room, ArrayList<ClientChange> changes) {
    return splitter
        .split(request, room)
        .map(pieces -> parts(pieces, mids.take(pieces.size(), changes), false));
  }

  /// The same parts as before a restart; empty when they would be others now.
  Optional<List<Part>> restored(PutWanted stored) {
    return splitter
        .split(stored.request(), payloadBytes)
        .filter(pieces -> pieces.size() == stored.mids().size())
        .map(pieces -> parts(pieces, stored.mids(), true));
  }

  private static List<Part> parts(
      List<MitigationRequest> pieces, List<Long> mids, boolean restored) {
    return IntStream.range(0, pieces.size())
        .mapToObj(each -> new Part(mids.get(each), pieces.get(each), restored))
        .toList();
  }

  boolean mustRollOver() {
    return mids.mustRollOver();
  }

  void rollOver() {
    mids.rollOver();
  }
}
