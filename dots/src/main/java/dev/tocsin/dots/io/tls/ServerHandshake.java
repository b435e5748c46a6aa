// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.io.security.Credentials;
import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/// The server's end of a TLS handshake: mutual in every case. A client that offers a pre-shared key
/// gets one, any other has to show a certificate or a raw public key.
final class ServerHandshake extends AbstractTlsServer {

  private static final int HANDSHAKE_BYTES_MAX = 32 * 1024;

  private final RawKeyCrypto crypto;
  private final Credentials credentials;
  private final int handshakeMillis;
  private @Nullable PeerIdentity peer;

  ServerHandshake(RawKeyCrypto crypto, Credentials credentials, int handshakeMillis) {
    super(crypto);
    this.crypto = crypto;
    this.credentials = credentials;
    this.handshakeMillis = handshakeMillis;
  }

  /// After the handshake.
  PeerIdentity peer() throws IOException {
    if (peer == null) throw new TlsFatalAlert(AlertDescription.access_denied);
    return peer;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return handshakeMillis;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return HANDSHAKE_BYTES_MAX;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(
        crypto, credentials.key().isPresent() ? Suites.all() : Suites.SHARED_KEY);
  }

  // Pre-shared keys stay on TLS 1.2: its suites show at once which clients have one.
  @Override
  public ProtocolVersion getServerVersion() throws IOException {
    return Suites.hasSharedKey(offeredCipherSuites)
            && ProtocolVersion.contains(
                context.getClientSupportedVersions(), ProtocolVersion.TLSv12)
        ? ProtocolVersion.TLSv12
        : super.getServerVersion();
  }

  @Override
  protected boolean isSelectableCipherSuite(
      int suite, int curveBits, int fieldBits, Vector signatures) {
    return super.isSelectableCipherSuite(suite, curveBits, fieldBits, signatures)
        && (!Suites.hasSharedKey(offeredCipherSuites) || Suites.hasSharedKey(new int[] {suite}));
  }

  @Override
  public int[] getSupportedGroups() {
    return Suites.GROUPS.clone();
  }

  @Override
  public @Nullable TlsCredentials getCredentials() throws IOException {
    return switch (context.getSecurityParametersHandshake().getKeyExchangeAlgorithm()) {
      case KeyExchangeAlgorithm.PSK, KeyExchangeAlgorithm.ECDHE_PSK -> null;
      default -> TlsTrust.show(context, crypto, key(), showsRawKey());
    };
  }

  private OwnKey key() throws IOException {
    return credentials
        .key()
        .orElseThrow(() -> new TlsFatalAlert(AlertDescription.handshake_failure));
  }

  private boolean showsRawKey() throws IOException {
    if (!key().hasCertificate()) return true;
    short[] types = TlsExtensionsUtils.getServerCertificateTypeExtensionClient(clientExtensions);
    return types != null && types.length > 0 && types[0] == CertificateType.RawPublicKey;
  }

  @Override
  protected short[] getAllowedClientCertificateTypes() {
    return credentials.trust().authorities().isEmpty()
        ? new short[] {CertificateType.RawPublicKey}
        : new short[] {CertificateType.X509, CertificateType.RawPublicKey};
  }

  @Override
  public @Nullable CertificateRequest getCertificateRequest() throws IOException {
    if (TlsUtils.isTLSv13(context)) {
      // RFC 8446 §4.2.4: the list of authorities may be left out, but not empty.
      var authorities = authorities();
      return new CertificateRequest(
          new byte[0], Suites.signatures(), null, authorities.isEmpty() ? null : authorities);
    }
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign}, Suites.signatures(), authorities());
  }

  private Vector<X500Name> authorities() {
    var names = new Vector<X500Name>();
    credentials
        .trust()
        .authorities()
        .forEach(
            authority ->
                names.add(X500Name.getInstance(authority.getSubjectX500Principal().getEncoded())));
    return names;
  }

  // Told also when the client shows none: that is refused, too.
  @Override
  public void notifyClientCertificate(Certificate shown) throws IOException {
    peer = TlsTrust.believe(shown, credentials.trust(), true);
  }

  @Override
  public TlsPSKIdentityManager getPSKIdentityManager() {
    return new TlsPSKIdentityManager() {
      @Override
      public byte @Nullable [] getHint() {
        return null;
      }

      // An unknown identity fails like a wrong key does: nobody learns which identities exist.
      @Override
      public byte[] getPSK(byte[] identity) {
        String name = new String(identity, UTF_8);
        peer = PeerIdentities.of(name);
        return credentials.trust().sharedKey(name).orElseGet(ServerHandshake.this::randomKey);
      }
    };
  }

  private byte[] randomKey() {
    byte[] key = new byte[32];
    crypto.getSecureRandom().nextBytes(key);
    return key;
  }
}
