// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// RFC 9132 §7.3: a request that does not fit one datagram goes out as several, each with a share
/// of the targets.
///
/// Ports and protocols stand in every part: two parts of the same target would overlap, and the
/// server would delete the one with the lower mid (RFC 9132 §4.4.1.3).
public final class RequestSplitter {

  private static final long LONGEST_MID = 0xFFFF_FFFFL;
  private static final int PARTS_MAX = 1024;

  private final ToIntFunction<SignalRequest> encodedBytes;

  public RequestSplitter(ToIntFunction<SignalRequest> encodedBytes) {
    this.encodedBytes = encodedBytes;
  }

  public boolean fits(MitigationRequest request, List<AclControl> acls, int payloadBytes) {
    return encoded(request, acls) <= payloadBytes;
  }

  /// What these lists add to a request.
  public int bytes(MitigationRequest request, List<AclControl> acls) {
    return acls.isEmpty() ? 0 : encoded(request, acls) - encoded(request, List.of());
  }

  private int encoded(MitigationRequest request, List<AclControl> acls) {
    return encodedBytes.applyAsInt(
        new SignalRequest.Mitigate("c".repeat(22), LONGEST_MID, request, acls));
  }

  /// Empty when even one target alone does not fit.
  public Optional<List<MitigationRequest>> split(MitigationRequest request, int payloadBytes) {
    if (fits(request, List.of(), payloadBytes)) return Optional.of(List.of(request));
    var parts = new ArrayList<MitigationRequest>();
    var whole = with(request, withoutContained(request.scope()));
    return halve(whole, payloadBytes, parts) ? Optional.of(parts) : Optional.empty();
  }

  private boolean halve(
      MitigationRequest request, int payloadBytes, ArrayList<MitigationRequest> parts) {
    if (fits(request, List.of(), payloadBytes))
      return parts.size() < PARTS_MAX && parts.add(request);
    var scope = request.scope();
    int targets = targets(scope);
    if (targets < 2) return false;
    return halve(with(request, slice(scope, 0, targets / 2)), payloadBytes, parts)
        && halve(with(request, slice(scope, targets / 2, targets)), payloadBytes, parts);
  }

  private static int targets(Scope scope) {
    return scope.prefixes().size()
        + scope.fqdns().size()
        + scope.uris().size()
        + scope.aliases().size();
  }

  /// The targets from..to, counted through prefixes, names, URIs and aliases.
  private static Scope slice(Scope scope, int from, int to) {
    int names = scope.prefixes().size();
    int uris = names + scope.fqdns().size();
    int aliases = uris + scope.uris().size();
    return new Scope(
        slice(scope.prefixes(), from, to),
        scope.ports(),
        scope.protocols(),
        slice(scope.fqdns(), from - names, to - names),
        slice(scope.uris(), from - uris, to - uris),
        slice(scope.aliases(), from - aliases, to - aliases));
  }

  private static <T> List<T> slice(List<T> all, int from, int to) {
    int begin = Math.clamp(from, 0, all.size());
    return all.subList(begin, Math.clamp(to, begin, all.size()));
  }

  // A prefix inside another one of the list adds nothing, and in another part it would overlap.
  private static Scope withoutContained(Scope scope) {
    var outer = new ArrayList<Prefix>();
    scope.prefixes().stream()
        .distinct()
        .sorted(java.util.Comparator.comparingInt(Prefix::length))
        .filter(prefix -> outer.stream().noneMatch(wider -> wider.contains(prefix)))
        .forEach(outer::add);
    return new Scope(
        outer,
        scope.ports(),
        scope.protocols(),
        distinct(scope.fqdns()),
        distinct(scope.uris()),
        distinct(scope.aliases()));
  }

  private static List<String> distinct(List<String> names) {
    return names.stream().distinct().toList();
  }

  private static MitigationRequest with(MitigationRequest request, Scope scope) {
    return new MitigationRequest(
        scope, request.lifetimeSeconds(), request.triggerMitigation(), request.attackStatus());
  }
}
