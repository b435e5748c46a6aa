// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.draft.DraftProfile;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `tocsin reload overlay` says about an overlay, in the order it is printed.
final class OverlayText {

  private OverlayText() {}

  static Map<String, Object> shown(OverlayConfiguration overlay) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("overlay", overlay.name());
    shown.put("number", "%08x".formatted(DraftProfile.PROFILE.overlay(overlay.name())));
    shown.put("expiration_seconds", overlay.expiration().toSeconds());
    shown.put("dht", overlay.dht().name());
    overlay.dht().updateEvery().ifPresent(every -> shown.put("update_seconds", every.toSeconds()));
    overlay.dht().pingEvery().ifPresent(every -> shown.put("ping_seconds", every.toSeconds()));
    switch (overlay.access().security()) {
      case Security.SharedKey() -> shown.put("security", "shared key");
      case Security.Certificates(var roots, var servers) -> {
        shown.put("security", "certificates");
        shown.put("authorities", roots.stream().map(OverlayText::authority).toList());
        shown.put("credential_servers", servers.stream().map(String::valueOf).toList());
      }
    }
    shown.put("required_usages", overlay.usages().required());
    overlay.usages().turnDensity().ifPresent(density -> shown.put("turn_density", density));
    shown.put("bootstrap_peers", texts(overlay.access().peers()));
    shown.put("multicast", texts(overlay.access().multicast()));
    overlay
        .migration()
        .ifPresent(
            move -> {
              shown.put("migration_stage", move.stage().number());
              shown.put("migrates_to", move.to());
            });
    return shown;
  }

  private static Map<String, Object> authority(X509Certificate root) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", root.getSubjectX500Principal().getName());
    shown.put("until", root.getNotAfter().toInstant().toString());
    shown.put("fingerprint", Fingerprints.forPeople(root.getPublicKey()));
    return shown;
  }

  private static List<String> texts(List<HostAndPort> contacts) {
    return contacts.stream().map(HostAndPort::toString).toList();
  }

  /// A row for every value; what has several takes several rows.
  static List<List<String>> rows(Map<String, Object> shown) {
    var rows = new ArrayList<List<String>>();
    shown.forEach(
        (name, value) -> {
          var cells = value instanceof List<?> list ? list : List.of(value);
          var label = name.replace('_', ' ');
          if (cells.isEmpty()) rows.add(List.of(label, "none"));
          for (var cell : cells) {
            rows.add(List.of(label, cell(cell)));
            label = "";
          }
        });
    return rows;
  }

  private static String cell(Object value) {
    return value instanceof Map<?, ?> authority
        ? "%s, until %s, %s"
            .formatted(authority.get("name"), authority.get("until"), authority.get("fingerprint"))
        : value.toString();
  }
}
