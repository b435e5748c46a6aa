// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The demo's figures.
final class Report {

  private final Map<String, @Nullable Object> figures =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, String> remarks = Collections.synchronizedMap(new LinkedHashMap<>());

  void put(String key, double value) {
    figures.put(key, Math.round(value * 100) / 100.0);
  }

  void put(String key, long value) {
    figures.put(key, value);
  }

  void put(String key, boolean value) {
    figures.put(key, value);
  }

  void put(String key, List<String> values) {
    figures.put(key, values);
  }

  /// Nobody knows it.
  void putUnknown(String key, String reason) {
    figures.put(key, null);
    remarks.put(key, reason);
  }

  /// By key; null where nobody knows.
  Map<String, @Nullable Object> figures() {
    return new LinkedHashMap<>(figures);
  }

  /// Why something is not known, by its key.
  Map<String, String> remarks() {
    return new LinkedHashMap<>(remarks);
  }

  boolean has(String key) {
    return figures.get(key) != null;
  }

  /// NaN where it is not known.
  double number(String key) {
    return figures.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /// What the demo is there to show, and whether it did.
  Map<String, Boolean> claims(Scenario scenario) {
    var before = number("goodput_before_mbps");
    var claims = new LinkedHashMap<String, Boolean>();
    claims.put("goodput before is within the link", before <= Arena.LINK_MBPS);
    claims.put(
        "the flood is at least ten times the link", number("attack_mbps") >= 10 * Arena.LINK_MBPS);
    claims.put(
        "the attack takes more than half of it", number("goodput_under_attack_mbps") < before / 2);
    claims.put(
        "mitigation brings back 90 % of it", number("goodput_mitigated_mbps") >= 0.9 * before);
    claims.put("the signal crossed a link that lost packets", number("signal_loss_percent") > 0);
    claims.putAll(scenario.claims(this));
    claims.put(
        "withdrawn, and nothing left", Boolean.TRUE.equals(figures.get("withdrawn_and_clean")));
    return claims;
  }
}
