// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.wire.id.Id;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class RingPictureTest {

  private static final Id QUARTER = new Id(1L << 62, 0);
  private static final Id HALF = new Id(1L << 63, 0);

  @Test
  void drawsEveryPeerWithItsShareAndWhatTheChosenOneKnows() throws Exception {
    // given
    var peers =
        List.of(
            new RingMap.Peer(QUARTER, 750_000_000, 0), new RingMap.Peer(HALF, 250_000_000, 1000));
    var map = new RingMap("a<b>&c", QUARTER, peers, Set.of(), Set.of(HALF), true);

    // when
    var svg = RingPicture.of(map);

    // then: at three and six o'clock, each with its arc
    var picture = parsed(svg);
    assertThat(of(picture, "circle", "peer")).hasSize(2);
    assertThat(of(picture, "circle", "own peer").getFirst().getAttribute("cx")).isEqualTo("642.0");
    assertThat(of(picture, "circle", "peer").getFirst().getAttribute("cy")).isEqualTo("670.0");
    assertThat(of(picture, "path", "own part").getFirst().getAttribute("d")).contains(" 0 1 1 ");
    assertThat(of(picture, "path", "odd part").getFirst().getAttribute("d")).contains(" 0 0 1 ");
    assertThat(of(picture, "path", "finger")).hasSize(2); // one of them in the legend
    assertThat(picture.getDocumentElement().getTextContent())
        .contains("a<b>&c: 2 peers", "75.0 %", "25.0 %", "places with data: 1000");
  }

  @Test
  void drawsALonePeerAsTheWholeRing() throws Exception {
    var peer = new RingMap.Peer(HALF, 1_000_000_000, 3);
    var picture =
        parsed(RingPicture.of(new RingMap("x", HALF, List.of(peer), Set.of(), Set.of(), true)));

    assertThat(of(picture, "circle", "own part")).hasSize(1);
    assertThat(picture.getDocumentElement().getTextContent()).contains("x: 1 peer", "100.0 %");
  }

  @Test
  void saysThatItDoesNotShowAll() {
    var peer = new RingMap.Peer(HALF, 1_000_000, 3);

    assertThat(RingPicture.of(new RingMap("x", HALF, List.of(peer), Set.of(), Set.of(), false)))
        .contains("x: at least 1 peer");
  }

  private static Document parsed(String svg) throws Exception {
    var bytes = svg.getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));
  }

  private static List<Element> of(Document picture, String tag, String kind) {
    var all = new ArrayList<Element>();
    var nodes = picture.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      var element = (Element) nodes.item(i);
      if (element.getAttribute("class").endsWith(kind)) all.add(element);
    }
    return all;
  }
}
