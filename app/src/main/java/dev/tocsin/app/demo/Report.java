// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The demo's figures.
final class Report {

  private final Map<String, Object> figures = Collections.synchronizedMap(new LinkedHashMap<>());

  void put(String key, double value) {
    figures.put(key, Math.round(value * 100) / 100.0);
  }

  void put(String key, long value) {
    figures.put(key, value);
  }

  void put(String key, boolean value) {
    figures.put(key, value);
  }

  Map<String, Object> figures() {
    return new LinkedHashMap<>(figures);
  }

  private double number(String key) {
    return ((Number) figures.getOrDefault(key, Double.NaN)).doubleValue();
  }

  /// What the demo is there to show, and whether it did.
  Map<String, Boolean> claims() {
    var before = number("goodput_before_mbps");
    var dropped = number("packets_dropped_kernel");
    var claims = new LinkedHashMap<String, Boolean>();
    claims.put("goodput before is within the link", before <= Arena.LINK_MBPS);
    claims.put(
        "the flood is at least ten times the link", number("attack_mbps") >= 10 * Arena.LINK_MBPS);
    claims.put(
        "the attack takes more than half of it", number("goodput_under_attack_mbps") < before / 2);
    claims.put(
        "mitigation brings back 90 % of it", number("goodput_mitigated_mbps") >= 0.9 * before);
    claims.put("the signal crossed a link that lost packets", number("signal_loss_percent") > 0);
    claims.put(
        "reported drops match the kernel's within 5 %",
        dropped > 0 && Math.abs(number("packets_dropped_reported") - dropped) <= 0.05 * dropped);
    claims.put(
        "withdrawn, and nothing left", Boolean.TRUE.equals(figures.get("withdrawn_and_clean")));
    return claims;
  }
}
