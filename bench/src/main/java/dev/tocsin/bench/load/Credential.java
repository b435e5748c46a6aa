// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.util.CertPathUtil;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.SessionListener;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.util.ServerNames;

/// What the generator's sessions show, and with it the one cipher suite that they offer, so that
/// every server is asked for the same work.
public sealed interface Credential {

  /// @param server the one certificate that is believed, without a look at its chain: the generator
  ///   must cost less than the server
  record Certificate(OwnKey own, X509Certificate server) implements Credential {}

  record SharedKey(SharedSecret secret) implements Credential {}

  default CipherSuite suite() {
    return switch (this) {
      case Certificate _ -> CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
      case SharedKey _ -> CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;
    };
  }

  /// The client side of Scandium for so many sessions.
  default DtlsConnectorConfig configuration(int sessions, SessionListener listener) {
    SystemConfig.register();
    DtlsConfig.register();
    var configuration = Configuration.createStandardWithoutFile();
    configuration.set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
    configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    configuration.set(DtlsConfig.DTLS_MAX_CONNECTIONS, 2 * sessions + 64);
    configuration.set(DtlsConfig.DTLS_OUTBOUND_MESSAGE_BUFFER_SIZE, 1 << 20);
    configuration.set(DtlsConfig.DTLS_USE_ANTI_REPLAY_FILTER, false);
    configuration.set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false);
    configuration.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false);
    var builder =
        DtlsConnectorConfig.builder(configuration)
            .setAddress(new InetSocketAddress("127.0.0.1", 0))
            .setSessionListener(listener)
            .setAsList(DtlsConfig.DTLS_CIPHER_SUITES, suite());
    switch (this) {
      case Certificate(var own, var server) ->
          builder
              .setCertificateIdentityProvider(
                  new SingleCertificateProvider(
                      own.privateKey(),
                      own.chain().toArray(X509Certificate[]::new),
                      CertificateType.X_509))
              .setAdvancedCertificateVerifier(new Pinned(server))
              .setAsList(DtlsConfig.DTLS_CURVES, SupportedGroup.secp256r1);
      case SharedKey(var secret) ->
          builder.setAdvancedPskStore(
              new AdvancedSinglePskStore(secret.identity(), secret.secret()));
    }
    return builder.build();
  }

  /// Believes exactly one certificate.
  final class Pinned implements NewAdvancedCertificateVerifier {

    private final X509Certificate expected;

    Pinned(X509Certificate expected) {
      this.expected = expected;
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
      return List.of(CertificateType.X_509);
    }

    @Override
    public CertificateVerificationResult verifyCertificate(
        ConnectionId cid,
        ServerNames serverName,
        InetSocketAddress peer,
        boolean clientUsage,
        boolean verifySubject,
        boolean truncatePath,
        CertificateMessage message) {
      var chain = message.getCertificateChain();
      if (chain != null && chain.getCertificates().getFirst().equals(expected)) {
        var own = CertPathUtil.generateCertPath(List.of(expected));
        return new CertificateVerificationResult(cid, own, null);
      }
      var alert = new AlertMessage(AlertLevel.FATAL, AlertDescription.BAD_CERTIFICATE);
      return new CertificateVerificationResult(
          cid, new HandshakeException("not the server's certificate", alert), null);
    }

    @Override
    public List<X500Principal> getAcceptedIssuers() {
      return List.of();
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
      // The result is there at once.
    }
  }
}
