// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.base.identity.OwnKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// How a client proves itself on the data channel and recognises its server: with certificates on
/// both sides (RFC 8783 §3.1).
///
/// @param key with a certificate
/// @param expectedName what the server's certificate must name
public record ClientTls(OwnKey key, List<X509Certificate> authorities, String expectedName) {

  public ClientTls {
    authorities = List.copyOf(authorities);
  }

  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          keys(), new TrustManager[] {new NamedServer(authorities(this), expectedName)}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS from keys in memory can be made", e);
    }
  }

  // RFC 8783 §10, RFC 9325 §4.2: authenticated encryption only.
  SSLParameters parameters(SSLContext context) {
    var suites =
        Stream.of(context.getDefaultSSLParameters().getCipherSuites())
            .filter(suite -> !suite.contains("_CBC_"))
            .toArray(String[]::new);
    return new SSLParameters(suites, new String[] {"TLSv1.3", "TLSv1.2"});
  }

  private KeyManager[] keys() throws GeneralSecurityException, IOException {
    // Guards a store that never leaves this process; something has to be there.
    var password = UUID.randomUUID().toString().toCharArray();
    var store = empty();
    store.setKeyEntry("own", key.privateKey(), password, key.chain().toArray(Certificate[]::new));
    var factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static X509TrustManager authorities(ClientTls tls)
      throws GeneralSecurityException, IOException {
    var store = empty();
    for (var authority : tls.authorities) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (var each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager found) return found;
    }
    throw new IllegalStateException("PKIX knows certificates");
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
