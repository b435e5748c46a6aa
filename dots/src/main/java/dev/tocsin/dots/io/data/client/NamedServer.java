// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.dots.io.security.CertifiedNames;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Believes a server whose certificate names what the client was told to expect, as on the signal
/// channel. That may be another name than the one that was dialled, so that the library's own look
/// at names, which goes by that, has no place here.
final class NamedServer extends X509ExtendedTrustManager {

  private final X509TrustManager authorities;
  private final String expectedName;

  NamedServer(X509TrustManager authorities, String expectedName) {
    this.authorities = authorities;
    this.expectedName = expectedName;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    if (CertifiedNames.include(chain[0], expectedName)) return;
    throw new CertificateException("its certificate is not for " + expectedName);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("nobody is a client here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
