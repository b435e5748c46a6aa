// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS towards the service: whom to believe, and what to show.
final class ServiceTrust {

  private ServiceTrust() {}

  static SSLContext context(WebhookSettings settings) {
    // Guards a store that never leaves this process; something has to be there.
    var password = UUID.randomUUID().toString().toCharArray();
    try {
      var own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (settings.client().isPresent()) {
        var key = settings.client().get();
        own.setKeyEntry(
            "client", key.privateKey(), password, key.chain().toArray(Certificate[]::new));
      }
      var keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(own, password);
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(authorities(settings));
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a TLS context can be made in memory", e);
    }
  }

  /// Null stands for the JDK's own.
  private static @Nullable KeyStore authorities(WebhookSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.authorities().isEmpty()) return null;
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (var authority : settings.authorities()) {
      store.setCertificateEntry("authority-" + count++, authority);
    }
    return store;
  }
}
