// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

// TR-2.
class PathWidthTest {

  private static PathWidth to(String address) throws UnknownHostException {
    return new PathWidth(InetAddress.getByName(address));
  }

  @Test
  void beginsWithWhatEveryWayIsGoodFor() throws UnknownHostException {
    assertThat(to("192.0.2.1").messageBytesMax()).isEqualTo(1280 - 28 - 37);
    assertThat(to("2001:db8::1").messageBytesMax()).isEqualTo(1280 - 48 - 37);
    assertThat(to("127.0.0.1").messageBytesMax()).isEqualTo(16_384);
  }

  @Test
  void narrowsBelowWhatWasTooLarge() throws UnknownHostException {
    var width = to("192.0.2.1");

    width.isBelow(1_100);
    assertThat(width.datagramBytesMax()).isEqualTo(1_006 - 28);
    // One that was sent before.
    width.isBelow(1_100);
    assertThat(width.datagramBytesMax()).isEqualTo(1_006 - 28);
    width.isBelow(width.datagramBytesMax());
    width.isBelow(width.datagramBytesMax());
    assertThat(width.datagramBytesMax()).isEqualTo(508 - 28);
  }
}
