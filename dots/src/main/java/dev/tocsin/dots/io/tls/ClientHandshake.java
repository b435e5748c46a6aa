// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.dots.io.security.ServerProfile;
import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/// The client's end of a TLS handshake.
final class ClientHandshake extends AbstractTlsClient {

  private final RawKeyCrypto crypto;
  private final ServerProfile profile;
  private final int handshakeMillis;

  ClientHandshake(RawKeyCrypto crypto, ServerProfile profile, int handshakeMillis) {
    super(crypto);
    this.crypto = crypto;
    this.profile = profile;
    this.handshakeMillis = handshakeMillis;
  }

  private boolean hasSharedKey() {
    return profile.credentials().secret().isPresent();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return handshakeMillis;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return hasSharedKey()
        ? ProtocolVersion.TLSv12.only()
        : ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(
        crypto, hasSharedKey() ? Suites.SHARED_KEY : Suites.CERTIFICATE);
  }

  @Override
  protected Vector getSupportedGroups(Vector roles) {
    var groups = new Vector<Integer>();
    for (int group : Suites.GROUPS) groups.add(group);
    return groups;
  }

  @Override
  protected Vector getSupportedSignatureAlgorithms() {
    return Suites.signatures();
  }

  @Override
  public @Nullable TlsPSKIdentity getPSKIdentity() {
    return profile
        .credentials()
        .secret()
        .map(own -> new BasicTlsPSKIdentity(own.identity().getBytes(UTF_8), own.secret()))
        .orElse(null);
  }

  @Override
  protected short @Nullable [] getAllowedServerCertificateTypes() {
    if (hasSharedKey()) return null;
    return profile.credentials().trust().authorities().isEmpty()
        ? new short[] {CertificateType.RawPublicKey}
        : new short[] {CertificateType.X509, CertificateType.RawPublicKey};
  }

  @Override
  protected short @Nullable [] getAllowedClientCertificateTypes() {
    return showsRawKey() ? new short[] {CertificateType.RawPublicKey} : null;
  }

  private boolean showsRawKey() {
    return profile.credentials().key().filter(key -> !key.hasCertificate()).isPresent();
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        TlsTrust.believe(shown.getCertificate(), profile.credentials().trust(), false);
        TlsTrust.expect(shown.getCertificate(), profile.expectedName());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        OwnKey key =
            profile
                .credentials()
                .key()
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.internal_error));
        return TlsTrust.show(context, crypto, key, showsRawKey());
      }
    };
  }
}
