// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.base.net.Prefix;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// A network map (RFC 7285 §11.2.1): its names, its prefixes, and whether every address has one
/// PID.
final class NetworkMapCheck {

  private static final String ENCODING = "RFC 7285 §11.2.1.6";
  private static final String SEMANTICS = "RFC 7285 §11.2.2";

  private final Findings findings;
  private final Map<Prefix, String> owners = new HashMap<>();

  private NetworkMapCheck(Findings findings) {
    this.findings = findings;
  }

  /// @param isWhole false for an answer to a filter, which has gaps
  static void check(Members document, boolean isWhole) {
    document
        .object("meta", ENCODING)
        .flatMap(meta -> meta.object("vtag", ENCODING))
        .ifPresent(MetaCheck::tag);
    var check = new NetworkMapCheck(document.findings());
    document.object("network-map", ENCODING).ifPresent(check::pids);
    if (!isWhole) return;
    check.complete(true);
    check.complete(false);
  }

  private void pids(Members map) {
    for (var entry : map.object().properties()) {
      var pid = entry.getKey();
      if (!Names.isPid(pid)) {
        findings.error(map.pathOf(pid), "RFC 7285 §10.1", "no PID name: '" + pid + "'");
      }
      map.object(pid, ENCODING).ifPresent(groups -> groups(pid, groups));
    }
  }

  private void groups(String pid, Members groups) {
    for (var entry : groups.object().properties()) {
      var type = entry.getKey();
      if (!Names.isAddressType(type)) {
        findings.error(groups.pathOf(type), "RFC 7285 §10.4.2", "no address type: '" + type + "'");
        continue;
      }
      var array = groups.array(type, "RFC 7285 §10.4.5", true);
      if (array.isEmpty()) continue;
      if (!type.equals(TypedAddress.IPV4) && !type.equals(TypedAddress.IPV6)) {
        findings.note(
            groups.pathOf(type), "RFC 7285 §11.2.1.7", "an address type that is not known here");
        continue;
      }
      for (var text : array.get()) prefix(pid, groups.pathOf(type), type, text);
    }
  }

  private void prefix(String pid, String path, String type, JsonNode text) {
    var prefix =
        text.isString()
            ? TypedAddress.prefix(type, text.stringValue())
            : java.util.Optional.<Prefix>empty();
    if (prefix.isEmpty()) {
      findings.error(
          path, "RFC 7285 §10.4.4", "no prefix of " + type + ": " + Findings.shown(text));
      return;
    }
    var other = owners.put(prefix.get(), pid);
    if (pid.equals(other)) {
      findings.warn(path, SEMANTICS, prefix.get() + " stands twice");
    } else if (other != null) {
      findings.error(path, SEMANTICS, "%s is in %s, too".formatted(prefix.get(), other));
    }
  }

  /// Adds up what no larger prefix holds already.
  private void complete(boolean ipv4) {
    var sorted = new TreeSet<Prefix>();
    for (var each : owners.keySet()) if (each.isIpv4() == ipv4) sorted.add(each);
    if (sorted.isEmpty()) return;
    int width = ipv4 ? 32 : 128;
    var covered = BigInteger.ZERO;
    Prefix outer = sorted.first();
    boolean isFirst = true;
    for (var each : sorted) {
      if (!isFirst && outer.contains(each)) continue;
      isFirst = false;
      outer = each;
      covered = covered.add(BigInteger.ONE.shiftLeft(width - each.length()));
    }
    if (!covered.equals(BigInteger.ONE.shiftLeft(width))) {
      findings.error(
          "network-map",
          SEMANTICS,
          "some %s addresses have no PID: a complete map has %s in one"
              .formatted(ipv4 ? "IPv4" : "IPv6", ipv4 ? "0.0.0.0/0" : "::/0"));
    }
  }
}
