// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The HTTPS service by which customers are managed.
///
/// @param listen without it there is none
/// @param names in certificates of those who may use it, in lower case
/// @param fingerprints of their keys
/// @param tokens file of those who may use it with a token
/// @param failuresPerMinute after which a source has to wait
public record ManagementSettings(
    Optional<HostAndPort> listen,
    KeySettings keys,
    List<String> names,
    List<String> fingerprints,
    Optional<Path> tokens,
    int failuresPerMinute) {

  public static final int PORT = 8646;

  public ManagementSettings {
    names = List.copyOf(names);
    fingerprints = List.copyOf(fingerprints);
  }

  /// @param usual the server's own, for what the section does not say
  static ManagementSettings read(Section section, KeySettings usual) {
    var listen = section.value("listen", Kind.address(PORT)).optional();
    var keys =
        new KeySettings(
            section.path("certificate").optional().or(usual::certificate),
            section.path("key").optional().or(usual::key),
            section.paths("trusted-authorities").orDefault(usual.authorities(), "those of 'keys'"),
            List.of(),
            List.of());
    var clients = section.section("clients");
    var settings =
        new ManagementSettings(
            listen,
            keys,
            clients.list("certificate-names", Kind.STRING).orDefault(List.of()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList(),
            clients.list("key-fingerprints", Kind.STRING).orDefault(List.of()),
            section.path("tokens-file").optional(),
            section.integer("failed-logins-per-minute", 1, 100_000).orDefault(10));
    if (listen.isEmpty()) return settings;
    if (keys.certificate().isEmpty() || keys.key().isEmpty()) {
      section.complain("listen", "HTTPS needs a 'certificate' with its 'key'");
    }
    boolean certificates = !settings.names.isEmpty() || !settings.fingerprints.isEmpty();
    if (!certificates && settings.tokens.isEmpty()) {
      section.complain("listen", "nobody could use it: give 'clients' or 'tokens-file'");
    }
    if (certificates && keys.authorities().isEmpty()) {
      section.complain("clients", "their certificates need 'trusted-authorities'");
    }
    return settings;
  }
}
