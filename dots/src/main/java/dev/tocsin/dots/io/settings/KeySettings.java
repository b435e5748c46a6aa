// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.OwnKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The files with which an endpoint proves itself and recognises others.
///
/// @param certificate chain, end entity first; without it the key is a raw public key (RFC 7250)
/// @param rawPublicKeys PEM files, each one public key of a peer
/// @param preSharedKeys files of identities and secrets
public record KeySettings(
    Optional<Path> certificate,
    Optional<Path> key,
    List<Path> authorities,
    List<Path> rawPublicKeys,
    List<Path> preSharedKeys) {

  public KeySettings {
    authorities = List.copyOf(authorities);
    rawPublicKeys = List.copyOf(rawPublicKeys);
    preSharedKeys = List.copyOf(preSharedKeys);
  }

  static KeySettings read(Section section) {
    var keys =
        new KeySettings(
            section.path("certificate").optional(),
            section.path("key").optional(),
            section.paths("trusted-authorities").orDefault(List.of()),
            section.paths("raw-public-keys").orDefault(List.of()),
            section.paths("pre-shared-keys").orDefault(List.of()));
    if (keys.certificate.isPresent() && keys.key.isEmpty()) {
      section.complain("certificate", "its private key is missing: give 'key', too");
    }
    return keys;
  }

  /// These, with the later ones' keys of peers that are known one by one.
  KeySettings takingIn(KeySettings later) {
    return new KeySettings(certificate, key, authorities, later.rawPublicKeys, later.preSharedKeys);
  }

  /// Whether anybody can prove to be somebody.
  boolean recognisesPeers() {
    return !(authorities.isEmpty() && rawPublicKeys.isEmpty() && preSharedKeys.isEmpty());
  }

  boolean provesItself() {
    return key.isPresent() || !preSharedKeys.isEmpty();
  }

  /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used
  public Optional<OwnKey> ownKey() {
    return key.map(
        file ->
            certificate
                .map(chain -> OwnKeys.read(file, chain))
                .orElseGet(() -> OwnKeys.readRaw(file)));
  }

  /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used
  public FileTrust trust() {
    return FileTrust.read(new FileTrust.Sources(authorities, rawPublicKeys, preSharedKeys));
  }
}
