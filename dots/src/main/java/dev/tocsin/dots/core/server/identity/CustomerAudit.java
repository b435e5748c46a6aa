// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.identity;

import dev.tocsin.dots.core.server.Domain;
import java.util.ArrayList;
import java.util.List;

/// What the audit log says of a change: what came and what went. Identities are names and
/// fingerprints, never secrets.
public final class CustomerAudit {

  private static final int SHOWN_MAX = 8;

  private CustomerAudit() {}

  public static String added(Domain domain) {
    return difference(domain, List.of(), List.of(), List.of(), List.of());
  }

  public static String changed(Domain before, Domain after) {
    var text =
        difference(
            after,
            before.identities().stream().map(CustomerRules::text).toList(),
            before.prefixes(),
            before.names(),
            before.mitigatorNames());
    var parts = new ArrayList<String>();
    if (!text.isEmpty()) parts.add(text);
    if (!before.limits().equals(after.limits())) parts.add("limits " + after.limits());
    if (!before.policy().equals(after.policy())) parts.add("policy " + after.policy());
    if (parts.isEmpty() && !before.mitigators().equals(after.mitigators())) parts.add("mitigators");
    return parts.isEmpty() ? "nothing changed" : String.join("; ", parts);
  }

  private static String difference(
      Domain after, List<?> identities, List<?> prefixes, List<?> names, List<?> mitigators) {
    var parts = new ArrayList<String>();
    var now = after.identities().stream().map(CustomerRules::text).toList();
    difference(parts, "identities", identities, now);
    difference(parts, "prefixes", prefixes, after.prefixes());
    difference(parts, "names", names, after.names());
    difference(parts, "mitigators", mitigators, after.mitigatorNames());
    return String.join("; ", parts);
  }

  private static void difference(List<String> parts, String what, List<?> before, List<?> after) {
    var all = new ArrayList<String>();
    signed(all, "+", after, before);
    signed(all, "-", before, after);
    if (all.isEmpty()) return;
    var shown = all.size() > SHOWN_MAX ? all.subList(0, SHOWN_MAX) : all;
    var rest = all.size() > SHOWN_MAX ? " and " + (all.size() - SHOWN_MAX) + " more" : "";
    parts.add(what + " " + String.join(" ", shown) + rest);
  }

  private static void signed(List<String> all, String sign, List<?> values, List<?> without) {
    var known = new java.util.HashSet<Object>(without);
    for (var value : values) {
      if (!known.contains(value)) all.add(sign + value);
    }
  }
}
