// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.app.cli.reload.map.RingMap;
import dev.tocsin.app.cli.reload.map.RingPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "map",
    description = {
      "Draw the ring as a picture (SVG): its peers, what each answers for, and the fingers and"
          + " neighbours of the peer that is asked.",
      "It is found by going around the ring with a PING for each peer, at most 1,000."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin reload map --state /tmp/ring/peer1 --out ring.svg")
public final class MapCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "ring.svg",
      description = "Where the picture goes (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("ring.svg");

  @Override
  public Integer call() throws IOException {
    RingMap map;
    try (var client = peer.connect()) {
      map = RingWalk.walk(order -> peer.ask(client, order));
    }
    Files.writeString(file, RingPicture.of(map));
    if (peer.isJson()) peer.out().println(JsonMapper.shared().writeValueAsString(json(map)));
    else peer.out().println(line(map));
    peer.out().flush();
    return map.isWhole() ? 0 : 1;
  }

  private String line(RingMap map) {
    return "%s: %d peers of %s%s"
        .formatted(
            file,
            map.peers().size(),
            map.overlay(),
            map.isWhole() ? "" : "; the way around the ring did not come to its end");
  }

  private Map<String, Object> json(RingMap map) {
    var json = new LinkedHashMap<String, Object>();
    json.put("file", file.toString());
    json.put("overlay", map.overlay());
    json.put("whole", map.isWhole());
    json.put(
        "peers",
        map.peers().stream()
            .sorted(Comparator.comparing(RingMap.Peer::id))
            .map(
                each ->
                    Map.of(
                        "peer", each.id().toString(),
                        "responsible_ppb", each.responsiblePpb(),
                        "resources", each.places()))
            .toList());
    return json;
  }
}
