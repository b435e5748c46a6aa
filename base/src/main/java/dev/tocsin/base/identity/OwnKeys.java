// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import dev.tocsin.base.config.ConfigException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// Reads what an endpoint proves itself with.
public final class OwnKeys {

  private OwnKeys() {}

  /// A private key with its certificate chain, end entity first.
  ///
  /// @throws ConfigException if the first certificate is for another key or the chain is out of
  ///   order
  public static OwnKey read(Path keyFile, Path chainFile) {
    var key = Pem.privateKey(keyFile);
    var chain = Pem.certificates(chainFile);
    if (!chain.getFirst().getPublicKey().equals(key.publicKey())) {
      throw new ConfigException(
          chainFile, "its first certificate is not for the key in " + keyFile);
    }
    requireOrder(chainFile, chain);
    return new OwnKey(key.privateKey(), key.publicKey(), chain);
  }

  /// A private key used as a raw public key (RFC 7250), without a certificate.
  public static OwnKey readRaw(Path keyFile) {
    var key = Pem.privateKey(keyFile);
    return new OwnKey(key.privateKey(), key.publicKey(), List.of());
  }

  // RFC 5246 §7.4.2: "Each following certificate MUST directly certify the one preceding it."
  private static void requireOrder(Path file, List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      var issuer = chain.get(i - 1).getIssuerX500Principal();
      var found = chain.get(i).getSubjectX500Principal();
      if (!issuer.equals(found)) {
        throw new ConfigException(
            file,
            "expected certificate %d to be that of '%s', which issued the one before; found '%s'"
                .formatted(i + 1, issuer.getName(), found.getName()));
      }
    }
  }
}
