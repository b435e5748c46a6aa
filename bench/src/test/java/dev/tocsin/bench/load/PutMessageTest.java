// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.junit.jupiter.api.Test;

final class PutMessageTest {

  private static final long FIRST = PutMessage.MID_FIRST;

  @Test
  void isAMitigationRequestThatAServerReads() {
    var message = PutMessage.mitigate(0x12).write(0x01020304, FIRST + 0x56789);

    var coap = parse(message);

    assertThat(coap.getTokenString()).isEqualTo("01020304");
    assertThat(coap.isConfirmable()).isFalse();
    var mitigate = (SignalRequest.Mitigate) SignalCodec.readRequest(read(coap));
    assertThat(mitigate.cuid()).isEqualTo(Fingerprints.cuid("session 18")).hasSize(22);
    assertThat(mitigate.mid()).isEqualTo(FIRST + 0x56789);
    assertThat(mitigate.request().lifetimeSeconds()).isEqualTo(3600);
    assertThat(mitigate.request().scope().prefixes())
        .containsExactly(Prefix.parse("2001:db8:0:12::5:6789/128"));
    assertThat(mitigate.request().scope().ports()).containsExactly(new PortRange(443, 443));
    assertThat(mitigate.request().scope().protocols()).containsExactly(17);
  }

  @Test
  void hasAScopeOfItsOwnForEveryMitigationOfEverySession() {
    var prefixes = new HashSet<Prefix>();
    for (int session = 0; session < 3; session++) {
      var message = PutMessage.mitigate(session);
      for (long n : new long[] {0, 1, 9, 15, 16, 255, 65_535, 65_536, 100_000_000}) {
        var mitigate = SignalCodec.readRequest(read(parse(message.write(1, FIRST + n))));
        prefixes.addAll(((SignalRequest.Mitigate) mitigate).request().scope().prefixes());
      }
    }

    assertThat(prefixes).hasSize(27);
  }

  @Test
  void carriesTheSameBodyToAServerThatKnowsNothingOfDots() {
    var dots = parse(PutMessage.mitigate(7).write(1, FIRST + 3));
    var plain = parse(PutMessage.to("example_data", 7).write(1, FIRST + 3));

    assertThat(plain.getOptions().getUriPathString()).isEqualTo("example_data");
    assertThat(plain.getPayload()).isEqualTo(dots.getPayload());
  }

  @Test
  void isHalfNewAndHalfRefreshed() {
    var mids = PutPlan.halfNew(10);

    assertThat(LongStream.range(0, 6).map(mids::mid))
        .containsExactly(FIRST + 10, FIRST + 10, FIRST + 11, FIRST + 11, FIRST + 12, FIRST + 12);
  }

  @Test
  void refreshesTheSameFewWhenTheMemoryIsWatched() {
    var mids = PutPlan.refreshing(10, 2);

    assertThat(LongStream.range(0, 4).map(mids::mid))
        .containsExactly(FIRST + 10, FIRST + 11, FIRST + 10, FIRST + 11);
  }

  private static Request parse(byte[] message) {
    var parsed = (Request) new UdpDataParser().parseMessage(message);
    assertThat(parsed.getCode()).isEqualTo(CoAP.Code.PUT);
    return parsed;
  }

  private static CoapMessage.Request read(Request coap) {
    return new CoapMessage.Request(
        CoapMessage.Method.PUT,
        coap.getOptions().getUriPath(),
        List.of(),
        OptionalInt.of(coap.getOptions().getContentFormat()),
        OptionalInt.empty(),
        false,
        false,
        coap.getPayload());
  }
}
