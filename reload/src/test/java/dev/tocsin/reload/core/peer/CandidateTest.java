// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {

  private static Candidate at(RouteLogEntry.Link kind, int port, int... address) {
    byte[] bytes = new byte[address.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) address[i];
    return new Candidate(kind, new PeerAddress(Bytes.owning(bytes), port));
  }

  // RFC 5245 §15.1, RFC 6544 §4.5.
  @Test
  void readsHostCandidates() {
    assertThat(Candidate.parse("1 1 UDP 2130706431 10.0.1.1 8998 typ host"))
        .contains(at(RouteLogEntry.Link.DTLS, 8998, 10, 0, 1, 1));
    assertThat(Candidate.parse("2 1 tcp 2124414975 192.0.2.5 6084 typ host tcptype passive"))
        .contains(at(RouteLogEntry.Link.TLS, 6084, 192, 0, 2, 5));
    assertThat(Candidate.parse("1 1 UDP 7 2001:db8::1 9 typ host generation 0"))
        .contains(
            at(RouteLogEntry.Link.DTLS, 9, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998",
        "1 2 UDP 2130706431 10.0.1.1 8998 typ host",
        "1 1 TCP 2130706431 10.0.1.1 9 typ host tcptype active",
        "1 1 TCP 2130706431 10.0.1.1 8998 typ host",
        "1 1 SCTP 2130706431 10.0.1.1 8998 typ host"
      })
  void leavesOutWhatCannotBeDialledDirectly(String text) {
    assertThat(Candidate.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 1 UDP 2130706431 10.0.1.1 8998 host",
        "1 1 UDP 2130706431 peer.example 8998 typ host",
        "1 1 UDP 2130706431 10.0.1.0/24 8998 typ host",
        "1 1 UDP 2130706431 10.0.1.1 65536 typ host",
        "1 1 UDP 2130706431 10.0.1.1 here typ host"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Candidate.parse(text)).isInstanceOf(WireException.class);
  }

  @Test
  void writesWhatItReadsTlsBeforeDtls() {
    var tls = at(RouteLogEntry.Link.TLS, 6084, 192, 0, 2, 5);
    var dtls = at(RouteLogEntry.Link.DTLS, 6084, 192, 0, 2, 5);

    assertThat(tls.text(0)).isEqualTo("1 1 TCP 2124414975 192.0.2.5 6084 typ host tcptype passive");
    assertThat(dtls.text(1)).isEqualTo("2 1 UDP 2116026111 192.0.2.5 6084 typ host");
    assertThat(Candidate.parse(tls.text(3))).contains(tls);
    assertThat(Candidate.parse(dtls.text(3))).contains(dtls);
    assertThat(Stream.of(dtls, tls).sorted(Candidate.PREFERENCE)).containsExactly(tls, dtls);
    long tcp = Long.parseLong(tls.text(9).split(" ")[3]);
    assertThat(tcp).isGreaterThan(Long.parseLong(dtls.text(0).split(" ")[3]));
  }
}
