// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.dtls.DtlsPort;
import dev.tocsin.reload.wire.id.Id;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's DTLS at a port for RELOAD's links: OpenSSL's and GnuTLS's clients.
class ReloadDtlsInteropTest {

  private static final String OVERLAY = "ring.example";
  private static final Id SERVER = Id.parse("10000000000000000000000000000001");
  private static final Id CLIENT = Id.parse("20000000000000000000000000000002");

  @TempDir Path folder;

  private final Arrivals arrivals = new Arrivals();
  private OverlayAuthority authority;
  private DtlsPort port;

  private static final class Arrivals implements ChannelEvents {
    final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>(9);
    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>(99);

    @Override
    public void opened(Channel channel) {
      channels.add(channel);
    }

    @Override
    public void received(Channel channel, byte[] message) {
      messages.add(message);
    }

    @Override
    public void closed(Channel channel, String why) {}
  }

  @BeforeEach
  void enrol() throws Exception {
    var root = CertificateAuthority.create("root", KeyKind.P256, Duration.ofDays(9), Instant.now());
    authority = new OverlayAuthority(root, OVERLAY);
    var client = credentials(CLIENT);
    Files.writeString(folder.resolve("client.pem"), Pem.text(client.certificate().certificate()));
    Files.writeString(
        folder.resolve("client.key"),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(client.key().getEncoded())));
    Files.writeString(folder.resolve("ca.pem"), Pem.text(root.certificate()));
  }

  private Credentials credentials(Id peer) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pair = generator.generateKeyPair();
    var certificate =
        authority.certify(
            pair.getPublic(), List.of(), List.of(peer), Duration.ofDays(1), Instant.now());
    return new Credentials(pair.getPrivate(), certificate, peer);
  }

  private void listen(LinkCredentials credentials) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var rules = DtlsPort.Rules.of(credentials, LinkLimits.DEFAULT);
    port = DtlsPort.listen(address, rules, arrivals, InstantSource.system());
  }

  private void listenWithCertificate() throws Exception {
    listen(new LinkCredentials.Certified(credentials(SERVER), authority.trust()));
  }

  @AfterEach
  void close() {
    if (port != null) port.close();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private String number() {
    return String.valueOf(port.address().getPort());
  }

  private ForeignProgram openssl(String... more) throws IOException {
    return client(
        List.of("openssl", "s_client", "-dtls1_2", "-connect", "127.0.0.1:" + number()), more);
  }

  private ForeignProgram gnutls(String... more) throws IOException {
    return client(List.of("gnutls-cli", "--udp", "--insecure", "-p", number(), "127.0.0.1"), more);
  }

  private ForeignProgram client(List<String> command, String... more) throws IOException {
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return ForeignProgram.start(folder, all.toArray(String[]::new));
  }

  private Channel arrived() throws InterruptedException {
    var channel = arrivals.channels.poll(20, TimeUnit.SECONDS);
    assertThat(channel).isNotNull();
    return channel;
  }

  private void talks(ForeignProgram program) throws Exception {
    program.process().getOutputStream().write("hello\n".getBytes());
    program.process().getOutputStream().flush();
    assertThat(arrivals.messages.poll(20, TimeUnit.SECONDS)).asString().isEqualTo("hello\n");
  }

  @Test
  void talksWithOpenSslThatShowsACertificate() throws Exception {
    listenWithCertificate();
    try (var openssl =
        openssl(
            "-cert", file("client.pem"), "-key", file("client.key"), "-CAfile", file("ca.pem"))) {
      var channel = arrived();

      assertThat(channel.certificate().orElseThrow().peers()).containsExactly(CLIENT);
      talks(openssl);
      assertThat(channel.send("welcome\n".getBytes())).isTrue();
      await().until(() -> openssl.output().contains("welcome"));
      channel.close("seen");
      assertThat(openssl.ended()).contains("DTLSv1.2", "Verify return code: 0 (ok)");
    }
  }

  @Test
  void refusesOpenSslWithoutACertificate() throws Exception {
    listenWithCertificate();
    try (var openssl = openssl()) {
      assertThat(openssl.ended()).contains("alert bad certificate");
    }
    await().until(() -> port.figures().values().failed() == 1);
    assertThat(arrivals.channels).isEmpty();
  }

  @Test
  void talksWithForwardSecrecyWithOpenSslThatHoldsTheKey() throws Exception {
    listen(new LinkCredentials.Shared(OVERLAY, new byte[] {1, 2, 3, 4}));
    try (var openssl = openssl("-psk", "01020304", "-psk_identity", OVERLAY)) {
      var channel = arrived();

      talks(openssl);
      channel.close("seen");
      assertThat(openssl.ended()).contains("DHE-PSK");
    }
  }

  @Test
  void talksWithGnuTlsThatShowsACertificate() throws Exception {
    listenWithCertificate();
    try (var gnutls =
        gnutls("--x509certfile", file("client.pem"), "--x509keyfile", file("client.key"))) {
      var channel = arrived();

      assertThat(channel.certificate().orElseThrow().peers()).containsExactly(CLIENT);
      talks(gnutls);
      channel.close("seen");
      assertThat(gnutls.ended()).contains("DTLS1.2", "Peer has closed");
    }
  }

  @Test
  void refusesGnuTlsWithoutACertificate() throws Exception {
    listenWithCertificate();
    try (var gnutls = gnutls()) {
      assertThat(gnutls.ended()).containsIgnoringCase("certificate is bad");
    }
    await().until(() -> port.figures().values().failed() == 1);
    assertThat(arrivals.channels).isEmpty();
  }
}
