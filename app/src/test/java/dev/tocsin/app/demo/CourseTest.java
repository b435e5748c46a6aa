// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.demo.Course.Marked;
import dev.tocsin.app.demo.Course.Point;
import dev.tocsin.app.demo.Timeline.Mark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CourseTest {

  @Test
  void takesTheMeanOfTheSamplesThatEndInATime() {
    var points = List.of(new Point(1, 4), new Point(1.5, 2), new Point(2, 0), new Point(2.5, 9));

    assertThat(Course.mean(points, 1, 2)).isEqualTo(1);
    assertThat(Course.mean(points, 5, 6)).isNaN();
    assertThat(Course.most(points)).isEqualTo(9);
    assertThat(Course.most(List.of())).isZero();
  }

  @Test
  void chartsAColumnForEachSecondWithTheMomentsBelow() {
    // given: four at first, nothing in the middle
    var course =
        new Course(
            6,
            List.of(at(1, 4), at(2, 4), at(3, 0), at(4, 0), at(5, 4), at(6, 4)),
            List.of(at(1, 0), at(2, 0), at(3, 100), at(4, 100), at(5, 100)),
            List.of(new Marked(2.1, Mark.ATTACK), new Marked(4.2, Mark.CALL)));

    // when
    var lines = Chart.lines(course, StandardCharsets.UTF_8);

    // then: what has no sample is left blank
    assertThat(lines.get(0)).contains("|██▁▁██|", "0 to 4.0 Mbit/s");
    assertThat(lines.get(1)).contains("|▁▁███ |", "0 to 100.0 Mbit/s");
    assertThat(lines.get(2).indexOf('A')).isEqualTo(lines.get(0).indexOf('|') + 1 + 2);
    assertThat(lines.get(2).indexOf('C')).isEqualTo(lines.get(0).indexOf('|') + 1 + 4);
    assertThat(lines.get(3)).endsWith("A attack begins, C call for help");
  }

  @Test
  void chartsInAsciiWhereTheTerminalKnowsNothingElse() {
    var course = new Course(2, List.of(at(1, 0), at(2, 4)), List.of(), List.of());

    var lines = Chart.lines(course, StandardCharsets.US_ASCII);

    assertThat(lines.getFirst()).contains("|_#|");
    assertThat(lines).allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
  }

  @Test
  void aLongRunFitsATerminal() {
    var hour = IntStream.rangeClosed(1, 3600).mapToObj(second -> at(second, 4)).toList();
    var marked = List.of(new Marked(3599, Mark.WITHDRAWN));

    var lines = Chart.lines(new Course(3600, hour, hour, marked), StandardCharsets.UTF_8);

    assertThat(lines.subList(0, 3)).allMatch(line -> line.length() <= 120);
  }

  @Test
  void momentsOfOneColumnStandSideBySide() {
    var marked = List.of(new Marked(1.1, Mark.CALL), new Marked(1.2, Mark.FILTERS));

    var lines =
        Chart.lines(new Course(3, List.of(at(1, 4)), List.of(), marked), StandardCharsets.UTF_8);

    assertThat(lines.get(2)).endsWith(" CF");
  }

  private static Point at(double second, double mbps) {
    return new Point(second, mbps);
  }
}
