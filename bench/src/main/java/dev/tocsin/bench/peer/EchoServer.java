// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.base.observe.Logging;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedMultiPskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/// The peer that our server is measured against: Californium and nothing behind it, which answers
/// every PUT with what it carried. A process of its own: folder of keys, port.
public final class EchoServer {

  /// It keeps sessions that are over for resumption, and remembers handshakes for half a minute; at
  /// this many of either it opens no new ones.
  private static final int CONNECTIONS_MAX = 500_000;

  private EchoServer() {}

  public static void main(String[] arguments) {
    Logging.configure(Logging.Verbosity.WARN, Logging.Format.TEXT);
    NativeCryptography.install();
    var keys = Path.of(arguments[0]);
    var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
    var configuration = configuration();
    var server = new CoapServer(configuration);
    server.addEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setConnector(new DTLSConnector(dtls(configuration, keys, address)))
            .build());
    server.add(new Everything(".well-known"));
    server.start();
    System.out.println("listening");
  }

  private static Configuration configuration() {
    SystemConfig.register();
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    var configuration = Configuration.createStandardWithoutFile();
    // The default keeps 2.2 kB of every exchange for 247 s: a heap is full within a minute.
    configuration.set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
    configuration.set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, 32);
    // With the others a session is no longer answered after 65,536 answers in four minutes.
    configuration.set(CoapConfig.MID_TRACKER, CoapConfig.TrackerMode.NULL);
    configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
    configuration.set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
    configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
    configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 2);
    configuration.set(DtlsConfig.DTLS_MAX_CONNECTIONS, CONNECTIONS_MAX);
    configuration.set(DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, 10, TimeUnit.SECONDS);
    configuration.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false);
    configuration.set(DtlsConfig.DTLS_CURVES, List.of(SupportedGroup.secp256r1));
    configuration.set(
        DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
    return configuration;
  }

  private static DtlsConnectorConfig dtls(
      Configuration configuration, Path keys, InetSocketAddress address) {
    var own = OwnKeys.read(keys.resolve("server-key.pem"), keys.resolve("server.pem"));
    var trust =
        FileTrust.read(
            new FileTrust.Sources(List.of(keys.resolve("ca.pem")), List.of(), List.of()));
    var secrets = new AdvancedMultiPskStore();
    for (var secret : SharedSecrets.read(keys.resolve("psk"))) {
      secrets.setKey(secret.identity(), secret.secret());
    }
    return DtlsConnectorConfig.builder(configuration)
        .setAddress(address)
        .setCertificateIdentityProvider(
            new SingleCertificateProvider(
                own.privateKey(),
                own.chain().toArray(X509Certificate[]::new),
                CertificateType.X_509))
        .setAdvancedCertificateVerifier(
            StaticNewAdvancedCertificateVerifier.builder()
                .setTrustedCertificates(trust.authorities().toArray(X509Certificate[]::new))
                .build())
        .setAdvancedPskStore(secrets)
        .setAsList(
            DtlsConfig.DTLS_CIPHER_SUITES,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
        .build();
  }

  /// Itself and everything below it.
  private static final class Everything extends CoapResource {
    Everything(String name) {
      super(name);
    }

    @Override
    public Resource getChild(String name) {
      return this;
    }

    @Override
    public void handlePUT(CoapExchange exchange) {
      exchange.respond(ResponseCode.CHANGED, exchange.getRequestPayload());
    }
  }
}
