// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.link.LinkCredentials;
import java.io.IOException;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.BasicTlsSRPIdentity;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsSRPIdentity;
import org.bouncycastle.tls.TlsSRPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/// The end of a handshake that begins it. Used once.
public final class ClientEnd extends AbstractTlsClient {

  private final HandshakeSettings settings;
  private @Nullable PeerCertificate shown;

  public ClientEnd(HandshakeSettings settings) {
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
  protected ProtocolVersion[] getSupportedVersions() {
    return Suites.versions(settings.credentials(), settings.isDatagram());
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Suites.of(settings.credentials(), settings.crypto());
  }

  @Override
  protected Vector<Integer> getSupportedGroups(Vector roles) {
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
    return settings.credentials() instanceof LinkCredentials.Shared(var overlay, var key)
        ? new BasicTlsPSKIdentity(overlay.getBytes(UTF_8), key)
        : null;
  }

  @Override
  public @Nullable TlsSRPIdentity getSRPIdentity() {
    return settings.credentials() instanceof LinkCredentials.Password(var overlay, var password)
        ? new BasicTlsSRPIdentity(overlay.getBytes(UTF_8), password.getBytes(UTF_8))
        : null;
  }

  // RFC 5054 §2.5.1.1: the name goes with the hello.
  @Override
  public java.util.Hashtable getClientExtensions() throws IOException {
    var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
    var name = getSRPIdentity();
    if (name != null) TlsSRPUtils.addSRPExtension(extensions, name.getSRPIdentity());
    return extensions;
  }

  @Override
  public TlsAuthentication getAuthentication() throws IOException {
    if (!(settings.credentials() instanceof LinkCredentials.Certified certified)) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    var certificates = new Certificates(certified, settings.clock());
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        shown = certificates.believe(server.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) {
        return certificates.show(context, settings.crypto());
      }
    };
  }
}
