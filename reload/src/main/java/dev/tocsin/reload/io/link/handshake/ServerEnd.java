// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.LinkCredentials;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SimulatedTlsSRPIdentityManager;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsSRPLoginParameters;
import org.bouncycastle.tls.TlsSRPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.SRP6StandardGroups;
import org.bouncycastle.tls.crypto.TlsSRPConfig;
import org.jspecify.annotations.Nullable;

/// The end of a handshake that waits for it. Mutual in every case. Used once.
public final class ServerEnd extends AbstractTlsServer {

  private static final int HANDSHAKE_BYTES_MAX = 32 * 1024;
  private static final int RANDOM_KEY_BYTES = 32;
  private static final int SALT_BYTES = 16;

  private final HandshakeSettings settings;
  private @Nullable PeerCertificate shown;
  private byte @Nullable [] passwordName;

  public ServerEnd(HandshakeSettings settings) {
    super(settings.crypto());
    this.settings = settings;
  }

  /// After the handshake: what the other end is, where there are certificates.
  public Optional<PeerCertificate> certificate() {
    return Optional.ofNullable(shown);
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return settings.timeMillis();
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return HANDSHAKE_BYTES_MAX;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Suites.versions(settings.credentials(), settings.isDatagram());
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Suites.of(settings.credentials(), settings.crypto());
  }

  // whatever the other end likes best, forward secrecy goes first.
  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int[] getSupportedGroups() {
    return Suites.GROUPS.clone();
  }

  @Override
  public @Nullable TlsCredentials getCredentials() throws IOException {
    return switch (settings.credentials()) {
      case LinkCredentials.Certified certified ->
          new Certificates(certified, settings.clock()).show(context, settings.crypto());
      case LinkCredentials.Shared _, LinkCredentials.Password _ -> null;
    };
  }

  @Override
  public @Nullable CertificateRequest getCertificateRequest() throws IOException {
    if (!(settings.credentials() instanceof LinkCredentials.Certified certified)) return null;
    var names = new Vector<X500Name>();
    for (var root : certified.trust().roots()) {
      names.add(X500Name.getInstance(root.getSubjectX500Principal().getEncoded()));
    }
    if (TlsUtils.isTLSv13(context)) {
      // RFC 8446 §4.2.4: the list of authorities may be left out, but not empty.
      return new CertificateRequest(
          new byte[0], Suites.signatures(), null, names.isEmpty() ? null : names);
    }
    var types = new short[] {ClientCertificateType.rsa_sign};
    return new CertificateRequest(types, Suites.signatures(), names);
  }

  // Told also when the client shows none: that is refused, too.
  @Override
  public void notifyClientCertificate(Certificate client) throws IOException {
    if (!(settings.credentials() instanceof LinkCredentials.Certified certified)) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    shown = new Certificates(certified, settings.clock()).believe(client);
  }

  @Override
  public @Nullable TlsPSKIdentityManager getPSKIdentityManager() {
    if (!(settings.credentials() instanceof LinkCredentials.Shared(var overlay, var key))) {
      return null;
    }
    return new TlsPSKIdentityManager() {
      @Override
      public byte @Nullable [] getHint() {
        return null;
      }

      // Another overlay's name fails like a wrong key does.
      // Whoever gets the key wipes it after use.
      @Override
      public byte[] getPSK(byte[] identity) {
        return Arrays.equals(identity, overlay.getBytes(UTF_8))
            ? key.clone()
            : random(RANDOM_KEY_BYTES);
      }
    };
  }

  private byte[] random(int bytes) {
    byte[] key = new byte[bytes];
    settings.crypto().getSecureRandom().nextBytes(key);
    return key;
  }

  @Override
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    passwordName = TlsSRPUtils.getSRPExtension(extensions);
  }

  // Another name, or none, fails like a wrong password does.
  @Override
  public @Nullable TlsSRPLoginParameters getSRPLoginParameters() throws IOException {
    if (!(settings.credentials() instanceof LinkCredentials.Password(var overlay, var password))) {
      return null;
    }
    byte[] asked = passwordName;
    if (asked == null) throw new TlsFatalAlert(AlertDescription.unknown_psk_identity);
    var group = SRP6StandardGroups.rfc5054_2048;
    if (!Arrays.equals(asked, overlay.getBytes(UTF_8))) {
      return SimulatedTlsSRPIdentityManager.getRFC5054Default(
              settings.crypto(), group, random(RANDOM_KEY_BYTES))
          .getLoginParameters(asked);
    }
    var config = new TlsSRPConfig();
    config.setExplicitNG(new java.math.BigInteger[] {group.getN(), group.getG()});
    var salt = random(SALT_BYTES);
    var verifier =
        settings
            .crypto()
            .createSRP6VerifierGenerator(config)
            .generateVerifier(salt, asked, password.getBytes(UTF_8));
    return new TlsSRPLoginParameters(asked, config, verifier, salt);
  }
}
