// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.wire.Scope;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeMessageTest {

  private static final NodeMessage RIVALS =
      new NodeMessage.OfRivals(
          List.of(new MitigationKey("customer", "alice", 7), new MitigationKey("c", "bob", 8)),
          Scope.of(Prefix.parse("192.0.2.0/26")));

  @Test
  void isReadAsItWasWritten() {
    var words = new NodeMessage.OfMitigators(new byte[] {1, 2, 3});

    assertThat(NodeMessage.read(NodeMessage.write(words))).isEqualTo(words);
    assertThat(NodeMessage.read(NodeMessage.write(RIVALS))).isEqualTo(RIVALS);
  }

  @Test
  void refusesWhatIsCutShort() {
    var whole = NodeMessage.write(RIVALS);

    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> NodeMessage.read(part)).isInstanceOf(WireException.class);
    }
  }
}
