// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import dev.tocsin.base.identity.KeyFolder.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The two files of one identity: `NAME.pem`, the certificate, and `NAME-key.pem`, the private key
/// with mode 0600.
public record KeyFiles(Path certificate, Path key) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  /// @throws IllegalArgumentException if the name cannot be that of a file
  public static KeyFiles in(Path folder, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected a name of letters, digits, '.', '_' and '-', found '" + name + "'");
    }
    return new KeyFiles(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
  }

  /// Writes both files, the folder too if it is missing.
  ///
  /// @param force replaces files that are there; otherwise they are refused before anything is
  ///   written
  public void write(OwnKey own, boolean force) {
    KeyFolder.requireAbsent(key, force);
    KeyFolder.requireAbsent(certificate, force);
    KeyFolder.create(folder());
    var secret = Pem.write(new PemEntry.PrivatePart(own.privateKey(), own.publicKey()));
    KeyFolder.write(key, secret, Access.SECRET, force);
    KeyFolder.write(certificate, Pem.write(own.chain()), Access.PUBLIC, force);
  }

  /// Writes a key that has no certificate yet; one that is there is refused.
  public void writeKey(KeyPair pair) {
    KeyFolder.create(folder());
    var secret = Pem.write(new PemEntry.PrivatePart(pair.getPrivate(), pair.getPublic()));
    KeyFolder.write(key, secret, Access.SECRET, false);
  }

  /// Writes the certificate of a key that is kept elsewhere.
  ///
  /// @param force replaces another; otherwise that is refused
  public void writeCertificate(X509Certificate certified, boolean force) {
    KeyFolder.create(folder());
    KeyFolder.write(certificate, Pem.write(List.of(certified)), Access.PUBLIC, force);
  }

  /// Puts the authority's certificate beside them as `ca.pem`, for the peer to trust.
  ///
  /// @param force replaces another authority's; otherwise that is refused
  public Path writeAuthority(X509Certificate authority, boolean force) {
    var file = folder().resolve(CertificateAuthority.CERTIFICATE_FILE);
    var content = Pem.write(List.of(authority));
    if (Files.exists(file) && Arrays.equals(KeyFolder.read(file, 1 << 20), content)) return file;
    KeyFolder.write(file, content, Access.PUBLIC, force);
    return file;
  }

  private Path folder() {
    var parent = certificate.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
