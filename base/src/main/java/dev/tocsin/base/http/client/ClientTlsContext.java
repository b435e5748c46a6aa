// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.client;

import dev.tocsin.base.identity.OwnKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS towards a server by HTTPS: whom to believe, and what to show. In memory only. Whether the
/// certificate names the server is checked by whoever connects.
public final class ClientTlsContext {

  private ClientTlsContext() {}

  /// @param own with a certificate; shown if the server asks
  /// @param authorities empty for those that the JDK believes
  public static SSLContext of(Optional<OwnKey> own, List<X509Certificate> authorities) {
    // Guards a store that never leaves this process; something has to be there.
    var password = UUID.randomUUID().toString().toCharArray();
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      if (own.isPresent()) {
        var chain = own.get().chain().toArray(Certificate[]::new);
        store.setKeyEntry("client", own.get().privateKey(), password, chain);
      }
      var keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(store, password);
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store(authorities));
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a TLS context can be made in memory", e);
    }
  }

  /// Null stands for the JDK's own.
  private static @Nullable KeyStore store(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) return null;
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (var authority : authorities) {
      store.setCertificateEntry("authority-" + count++, authority);
    }
    return store;
  }
}
