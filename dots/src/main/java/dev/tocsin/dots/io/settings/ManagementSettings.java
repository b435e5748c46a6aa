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
/// @param authority folder of the one that certifies customers' keys
public record ManagementSettings(
    Optional<HostAndPort> listen, KeySettings keys, Clients clients, Optional<Path> authority) {

  public static final int PORT = 8646;

  /// Who may use it.
  ///
  /// @param names in their certificates, in lower case
  /// @param fingerprints of their keys
  /// @param tokens file of those who may use it with a token
  /// @param failuresPerMinute after which a source has to wait
  public record Clients(
      List<String> names, List<String> fingerprints, Optional<Path> tokens, int failuresPerMinute) {
    public Clients {
      names = List.copyOf(names);
      fingerprints = List.copyOf(fingerprints);
    }

    public boolean mayShowCertificates() {
      return !names.isEmpty() || !fingerprints.isEmpty();
    }
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
    var clients = clients(section);
    var settings =
        new ManagementSettings(listen, keys, clients, section.path("authority").optional());
    if (listen.isEmpty()) return settings;
    if (keys.certificate().isEmpty() || keys.key().isEmpty()) {
      section.complain("listen", "HTTPS needs a 'certificate' with its 'key'");
    }
    if (!clients.mayShowCertificates() && clients.tokens().isEmpty()) {
      section.complain("listen", "nobody could use it: give 'clients' or 'tokens-file'");
    }
    if (clients.mayShowCertificates() && keys.authorities().isEmpty()) {
      section.complain("clients", "their certificates need 'trusted-authorities'");
    }
    return settings;
  }

  private static Clients clients(Section section) {
    var shown = section.section("clients");
    return new Clients(
        shown.list("certificate-names", Kind.STRING).orDefault(List.of()).stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList(),
        shown.list("key-fingerprints", Kind.STRING).orDefault(List.of()),
        section.path("tokens-file").optional(),
        section.integer("failed-logins-per-minute", 1, 100_000).orDefault(10));
  }
}
