// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.examples;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.ReloadClient;
import dev.tocsin.reload.ReloadNode;
import dev.tocsin.reload.ReloadSettings;
import dev.tocsin.reload.core.usage.PrivateKinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Model;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/// Two peers and a client in one overlay, on loopback: one stores, another one finds it, and they
/// talk.
public final class RingOfThree {

  private RingOfThree() {}

  public static void main(String[] arguments) throws Exception {
    var note = PrivateKinds.kind(PrivateKinds.FIRST, "note", Model.SINGLE);
    var folder = Files.createTempDirectory("ring");
    byte[] key = "known to all members".getBytes();
    var first = ReloadSettings.sharedKey("ring.example", key, folder.resolve("first"));
    try (var founder = ReloadNode.found(first.with(new PrivateKinds(List.of(note))))) {
      founder.joined().join();
      founder.listen(message -> System.out.println("heard: " + message.content().text()));
      var more = first.with(new PrivateKinds(List.of(note))).knowing(founder.address());
      try (var peer = ReloadNode.join(more.in(folder.resolve("second")));
          var client = ReloadClient.join(more.in(folder.resolve("third")))) {
        peer.joined().join();
        client.joined().join();
        var place = ResourceName.of(peer.id());
        var value = new Entry.Single(Entry.Value.of(Bytes.of("hello, ring")));
        peer.store(place, note, value, Duration.ofHours(1)).join();
        for (var found : client.fetch(place, note).join()) {
          System.out.println("found: " + found.entry().value().bytes().text());
        }
        client.send(founder.id(), 5060, "greetings", Bytes.of("good evening")).join();
        peer.leave(Duration.ofSeconds(5));
      }
    }
  }
}
