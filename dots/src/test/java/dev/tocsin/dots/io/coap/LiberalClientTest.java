// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ResponseCode;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.junit.jupiter.api.Test;

/// Servers of others answer in ways that RFC 7252 does not have: a response with the options of the
/// request, and a Non-confirmable response under the request's own message id. Bytes are made here
/// by hand, because no library would.
class LiberalClientTest {

  private static final int NON = 1;
  private static final int ACK = 2;
  private static final int URI_PATH = 11;

  /// A server that answers every request with 2.04 and its Uri-Path.
  private static DTLSConnector server(int type) throws Exception {
    var configuration = DtlsSetup.configuration();
    configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
    var secret = TestKeys.SHARED;
    var connector =
        new DTLSConnector(
            DtlsConnectorConfig.builder(configuration)
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .setAdvancedPskStore(new AdvancedSinglePskStore(secret.identity(), secret.secret()))
                .build());
    connector.setRawDataReceiver(request -> connector.send(answer(type, request)));
    connector.start();
    return connector;
  }

  private static RawData answer(int type, RawData request) {
    var asked = request.getBytes();
    int tokenBytes = asked[0] & 0x0f;
    var out = new ByteArrayOutputStream();
    // RFC 7252 §3: version, type, token length; code; message id; token.
    out.write(0x40 | type << 4 | tokenBytes);
    out.write(0x44);
    out.write(asked, 2, 2 + tokenBytes);
    int before = 0;
    for (var segment : new String[] {".well-known", "dots", "mitigate", "cuid=x", "mid=1"}) {
      var bytes = segment.getBytes(StandardCharsets.US_ASCII);
      out.write(URI_PATH - before << 4 | bytes.length);
      out.writeBytes(bytes);
      before = URI_PATH;
    }
    return RawData.outbound(out.toByteArray(), request.getEndpointContext(), null, false);
  }

  private static void assertAnswered(int type, boolean confirmable) throws Exception {
    var server = server(type);
    try (var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      var connection = client.connected(server.getAddress().getPort(), TransportKind.DTLS);

      // when
      var path = ".well-known/dots/mitigate/cuid=x/mid=1";
      var first =
          client.send(
              connection,
              TestClient.request(
                  Method.PUT, path, OptionalInt.empty(), new byte[] {1}, confirmable));
      var answer = client.next(TestClient.Event.Responded.class);
      var second =
          client.send(
              connection,
              TestClient.request(
                  Method.PUT, path, OptionalInt.empty(), new byte[] {2}, confirmable));
      var another = client.next(TestClient.Event.Responded.class);

      // then
      assertThat(answer.request()).isEqualTo(first);
      assertThat(answer.response().code()).isEqualTo(ResponseCode.CHANGED);
      assertThat(another.request()).isEqualTo(second);
    } finally {
      server.destroy();
    }
  }

  @Test
  void takesANonConfirmableAnswerUnderTheRequestsMessageIdWithItsPath() throws Exception {
    assertAnswered(NON, false);
  }

  @Test
  void takesAnAcknowledgementWithTheRequestsPath() throws Exception {
    assertAnswered(ACK, true);
  }
}
