// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.UUID;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// Jetty's TLS from our keys: in memory only, TLS 1.2 and 1.3 with authenticated encryption.
public final class TlsContext {

  private TlsContext() {}

  public static SslContextFactory.Server of(WebSettings.Tls tls) {
    // Guards a store that never leaves this process; something has to be there.
    var password = UUID.randomUUID().toString();
    var factory = new SslContextFactory.Server();
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "server",
          tls.key().privateKey(),
          password.toCharArray(),
          tls.key().chain().toArray(Certificate[]::new));
      factory.setKeyStore(keys);
      factory.setKeyStorePassword(password);
      var authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      int count = 0;
      for (var authority : tls.authorities()) {
        authorities.setCertificateEntry("authority-" + count++, authority);
      }
      factory.setTrustStore(authorities);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory can be made", e);
    }
    // The other one, "PKIX", derives a key from the password again in every handshake.
    factory.setKeyManagerFactoryAlgorithm("SunX509");
    factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    // RFC 8783 §10, RFC 9325 §4.2: authenticated encryption only.
    factory.addExcludeCipherSuites(".*_CBC_.*");
    factory.setEndpointIdentificationAlgorithm(null);
    factory.setSniRequired(false);
    switch (tls.clientCertificate()) {
      case IGNORED -> {}
      case WANTED -> factory.setWantClientAuth(true);
      case REQUIRED -> factory.setNeedClientAuth(true);
    }
    return factory;
  }
}
