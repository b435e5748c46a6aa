// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Trust as files state it. Immutable, so any thread may ask; after a change of the files a new one
/// is read and takes its place.
public final class FileTrust implements Trust {

  private final List<X509Certificate> authorities;
  private final Set<String> rawKeys;
  private final Map<String, SharedSecret> sharedSecrets;

  /// @param rawKeys fingerprints as {@link PeerIdentity#fingerprint}
  public FileTrust(
      List<X509Certificate> authorities, Set<String> rawKeys, List<SharedSecret> sharedSecrets) {
    this.authorities = List.copyOf(authorities);
    this.rawKeys = Set.copyOf(rawKeys);
    this.sharedSecrets = Map.copyOf(SharedSecrets.byIdentity(sharedSecrets));
  }

  /// @param authorities PEM files of certificates
  /// @param rawKeys PEM files, each one public key
  /// @param sharedSecrets files as {@link SharedSecrets} reads them
  public record Sources(List<Path> authorities, List<Path> rawKeys, List<Path> sharedSecrets) {
    public Sources {
      authorities = List.copyOf(authorities);
      rawKeys = List.copyOf(rawKeys);
      sharedSecrets = List.copyOf(sharedSecrets);
    }
  }

  /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used, or the
  ///   identity that two files hold
  public static FileTrust read(Sources sources) {
    return new FileTrust(
        sources.authorities().stream().flatMap(file -> Pem.certificates(file).stream()).toList(),
        sources.rawKeys().stream()
            .map(Pem::publicKey)
            .map(Fingerprints::of)
            .collect(Collectors.toSet()),
        sources.sharedSecrets().stream().flatMap(f -> SharedSecrets.read(f).stream()).toList());
  }

  @Override
  public List<X509Certificate> authorities() {
    return authorities;
  }

  @Override
  public boolean acceptsRawKey(String fingerprint) {
    return rawKeys.contains(fingerprint);
  }

  @Override
  public Optional<byte[]> sharedKey(String identity) {
    return Optional.ofNullable(sharedSecrets.get(identity)).map(SharedSecret::secret);
  }

  /// Never a secret.
  @Override
  public String toString() {
    return "FileTrust[%d authorities, %d raw keys, %d shared secrets]"
        .formatted(authorities.size(), rawKeys.size(), sharedSecrets.size());
  }
}
