// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.reload.core.peer.Candidate;
import dev.tocsin.reload.core.peer.Contact;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerFolderTest {

  @TempDir Path path;

  private static Contact contact(RouteLogEntry.Link kind, int number, byte... address) {
    var place = new PeerAddress(Bytes.owning(address), 6000 + number);
    return Contact.of(new Candidate(kind, place), Ring.id(number));
  }

  @Test
  void remembersContactsWithTheirKindAndId() {
    var folder = new PeerFolder(path);
    var four = contact(RouteLogEntry.Link.TLS, 1, new byte[] {(byte) 192, 0, 2, 1});
    var six = contact(RouteLogEntry.Link.DTLS, 2, new byte[16]);
    assertThat(folder.contacts()).isEmpty();

    folder.remember(List.of(four, six));

    assertThat(new PeerFolder(path).contacts()).containsExactly(four, six);
  }

  @Test
  void goesWithoutContactsThatCannotBeRead() {
    var folder = new PeerFolder(path);
    var four = contact(RouteLogEntry.Link.TLS, 1, new byte[] {(byte) 192, 0, 2, 1});
    folder.remember(List.of(four));
    var text = new String(PrivateFile.read(path.resolve("contacts")), UTF_8) + "carrier pigeon\n";
    PrivateFile.write(path.resolve("contacts"), text.getBytes(UTF_8));

    assertThat(folder.contacts()).containsExactly(four);
  }

  //
  @Test
  void drawsAnIdentityOnce() {
    var id = new PeerFolder(path).identity();
    assertThat(id.isPeer()).isTrue();
    assertThat(new PeerFolder(path).identity()).isEqualTo(id);

    PrivateFile.write(path.resolve("peer-id"), "somebody\n".getBytes(UTF_8));
    assertThatThrownBy(() -> new PeerFolder(path).identity())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected 32 hexadecimal digits, found somebody");
  }
}
