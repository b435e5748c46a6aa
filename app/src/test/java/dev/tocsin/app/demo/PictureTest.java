// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.demo.Course.Marked;
import dev.tocsin.app.demo.Course.Point;
import dev.tocsin.app.demo.Timeline.Mark;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PictureTest {

  private static final double LEFT = 64;
  private static final double RIGHT = 876;

  @Test
  void drawsBothCurvesAndEveryMomentWhereItHappened() throws Exception {
    // given
    var users = List.of(new Point(0, 4), new Point(10, 0), new Point(20, 4));
    var flood = List.of(new Point(0, 0), new Point(10, 120), new Point(20, 0));
    var marked = List.of(new Marked(5, Mark.ATTACK), new Marked(15, Mark.CALL));

    // when
    var picture = parsed(Picture.of(new Course(20, users, flood, marked)));

    // then
    assertThat(paths(picture, "users curve")).hasSize(1);
    assertThat(paths(picture, "flood curve")).hasSize(1);
    var points = paths(picture, "users curve").getFirst().getAttribute("d").split("[ML ]");
    assertThat(points).contains("64.0", "470.0", "876.0");
    assertThat(lines(picture))
        .containsExactly(LEFT + (RIGHT - LEFT) / 4, RIGHT - (RIGHT - LEFT) / 4);
    assertThat(texts(picture))
        .contains("attack begins 5.0 s", "call for help 15.0 s", "the link's 10 Mbit/s");
  }

  @Test
  void labelsOfMomentsThatLieCloseDoNotOverlap() throws Exception {
    var marked =
        List.of(
            new Marked(5, Mark.CALL),
            new Marked(5.1, Mark.FILTERS),
            new Marked(19.9, Mark.WITHDRAWN));

    var picture = parsed(Picture.of(new Course(20, List.of(), List.of(), marked)));

    assertThat(label(picture, "call for help").getAttribute("y"))
        .isNotEqualTo(label(picture, "filters stand").getAttribute("y"));
    // At the right border a label stands on the other side of its line.
    assertThat(label(picture, "withdrawn").getAttribute("text-anchor")).isEqualTo("end");
    assertThat(Double.parseDouble(label(picture, "withdrawn").getAttribute("x"))).isLessThan(RIGHT);
  }

  @Test
  void knowsLightAndDarkForEveryColour() {
    var svg = Picture.of(new Course(20, List.of(), List.of(), List.of()));

    var dark = svg.substring(svg.indexOf("prefers-color-scheme: dark"));
    assertThat(dark)
        .contains(".card {", "text {", ".title, .note {", ".tick, .note {", ".grid {", ".mark {")
        .contains(".link {");
    assertThat(dark).contains(".users.curve {", ".users.area {", ".flood.curve {", ".flood.area {");
  }

  @Test
  void drawsAnEmptyRun() throws Exception {
    var picture = parsed(Picture.of(new Course(1, List.of(), List.of(), List.of())));

    assertThat(paths(picture, "users curve")).isEmpty();
  }

  private static Document parsed(String svg) throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }

  private static List<Element> elements(Document picture, String tag) {
    var nodes = picture.getElementsByTagName(tag);
    var found = new ArrayList<Element>();
    for (int i = 0; i < nodes.getLength(); i++) found.add((Element) nodes.item(i));
    return found;
  }

  private static List<Element> paths(Document picture, String style) {
    return elements(picture, "path").stream()
        .filter(path -> path.getAttribute("class").equals(style))
        .toList();
  }

  private static List<Double> lines(Document picture) {
    return elements(picture, "line").stream()
        .filter(line -> line.getAttribute("class").equals("mark"))
        .map(line -> Double.parseDouble(line.getAttribute("x1")))
        .toList();
  }

  private static List<String> texts(Document picture) {
    return elements(picture, "text").stream().map(Element::getTextContent).toList();
  }

  private static Element label(Document picture, String start) {
    return elements(picture, "text").stream()
        .filter(text -> text.getTextContent().startsWith(start))
        .findFirst()
        .orElseThrow();
  }
}
