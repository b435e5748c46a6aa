// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.dots.io.security.Credentials;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.SignatureAndHashAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;

/// What DTLS servers and clients have in common.
public final class DtlsSetup {

  /// Body of one message, also block size: with options, record and IPv6 header below 1280 bytes.
  public static final int BLOCK_BYTES = 1024;

  /// RFC 9132 §7.3: what a path is taken for that nobody knows, with IP header.
  public static final int MTU = 1_280;

  // RFC 9132 §7.1 and RFC 7925: authenticated encryption with forward secrecy; plain PSK last,
  // for peers that have nothing else. 8-byte tags are left out.
  private static final List<CipherSuite> CERTIFICATE_SUITES =
      List.of(
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CCM);
  private static final List<CipherSuite> SHARED_KEY_SUITES =
      List.of(
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA378,
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA378,
          CipherSuite.TLS_PSK_WITH_AES_128_CCM,
          CipherSuite.TLS_PSK_WITH_AES_256_CCM);

  // RSA is for the authority's signature on a certificate; no suite above uses an RSA key.
  private static final List<SignatureAndHashAlgorithm> SIGNATURES =
      List.of(
          SignatureAndHashAlgorithm.SHA256_WITH_ECDSA,
          SignatureAndHashAlgorithm.SHA384_WITH_ECDSA,
          SignatureAndHashAlgorithm.SHA256_WITH_RSA,
          SignatureAndHashAlgorithm.INTRINSIC_WITH_ED25519);

  private DtlsSetup() {}

  /// Nothing read from or written to a file.
  public static Configuration configuration() {
    SystemConfig.register();
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    Configuration coap = Configuration.createStandardWithoutFile();
    coap(coap);
    dtls(coap);
    return coap;
  }

  private static void coap(Configuration coap) {
    coap.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 65_536);
    coap.set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK_BYTES);
    coap.set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK_BYTES);
    // The default keeps every exchange for four minutes; this one the latest few of each session.
    coap.set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    coap.set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, 32);
    // The others refuse to answer a session that had 65,536 answers within four minutes.
    coap.set(CoapConfig.MID_TRACKER, CoapConfig.TrackerMode.NULL);
    coap.set(CoapConfig.MAX_SERVER_OBSERVES, 1_024);
    coap.set(CoapConfig.TCP_NUMBER_OF_BULK_BLOCKS, 1);
    coap.set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
  }

  private static void dtls(Configuration dtls) {
    dtls.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 6);
    dtls.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
    dtls.set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false);
    dtls.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false);
    dtls.set(
        DtlsConfig.DTLS_CURVES,
        List.of(SupportedGroup.X25519, SupportedGroup.secp256r1, SupportedGroup.secp384r1));
    dtls.set(DtlsConfig.DTLS_USE_ANTI_REPLAY_FILTER, true);
    dtls.set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST, true);
    dtls.set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST_FOR_PSK, true);
    // CookieRule decides, which bounds them itself.
    dtls.set(DtlsConfig.DTLS_VERIFY_PEERS_ON_RESUMPTION_THRESHOLD, 100);
    dtls.set(DtlsConfig.DTLS_MAX_TRANSMISSION_UNIT_LIMIT, MTU);
    // Half of the datagrams may be lost: retry often, back off slowly and stay bounded, some 40 s.
    dtls.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 1_000, TimeUnit.MILLISECONDS);
    dtls.set(DtlsConfig.DTLS_ADDITIONAL_ECC_TIMEOUT, 0, TimeUnit.MILLISECONDS);
    dtls.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT_SCALE, 1.5f);
    dtls.set(DtlsConfig.DTLS_MAX_RETRANSMISSION_TIMEOUT, 4_000, TimeUnit.MILLISECONDS);
    dtls.set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 12);
  }

  public static DtlsConnectorConfig.Builder credentials(
      DtlsConnectorConfig.Builder builder,
      Configuration configuration,
      Credentials credentials,
      Optional<String> expectedName,
      boolean offersSharedKeys) {
    var suites = new ArrayList<CipherSuite>();
    credentials
        .key()
        .ifPresent(
            key -> {
              suites.addAll(CERTIFICATE_SUITES);
              configuration.set(DtlsConfig.DTLS_SIGNATURE_AND_HASH_ALGORITHMS, SIGNATURES);
              builder.setCertificateIdentityProvider(provider(key));
              builder.setAdvancedCertificateVerifier(
                  new TrustVerifier(credentials.trust(), expectedName));
            });
    if (offersSharedKeys) {
      suites.addAll(SHARED_KEY_SUITES);
      builder.setAdvancedPskStore(new TrustPskStore(credentials));
    }
    configuration.set(
        DtlsConfig.DTLS_CIPHER_SUITES, suites.stream().filter(CipherSuite::isSupported).toList());
    return builder;
  }

  private static SingleCertificateProvider provider(OwnKey key) {
    if (!key.hasCertificate()) {
      return new SingleCertificateProvider(key.privateKey(), key.publicKey());
    }
    return new SingleCertificateProvider(
        key.privateKey(),
        key.chain().toArray(X509Certificate[]::new),
        List.of(CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY));
  }
}
