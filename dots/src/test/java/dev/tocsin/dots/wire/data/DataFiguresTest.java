// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.DataVectors.Figure;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The figures of RFC 8783 in both directions.
class DataFiguresTest {

  private static final DataPath PATHS = new DataPath(DataPath.DEFAULT_ROOT);
  private static final DataRequestCodec REQUESTS = new DataRequestCodec(PATHS, DataLimits.REQUEST);
  private static final DataAnswerCodec ANSWERS = new DataAnswerCodec(PATHS, DataLimits.ANSWER);

  static Stream<Figure> requests() {
    return DataVectors.all().stream()
        .filter(figure -> !figure.isAnswer() && !figure.number().equals("34-printed"));
  }

  static Stream<Figure> answers() {
    // Figure 31 holds state only, which a server never makes from a value of its own.
    return DataVectors.all().stream()
        .filter(figure -> figure.isAnswer() && !figure.number().equals("31"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void areReadAndWrittenAsTheyAre(Figure figure) {
    var request = REQUESTS.read(figure.method(), figure.path(), figure.query(), figure.body());

    assertThat(request.method().name()).isEqualTo(figure.method());
    assertThat(request.uri(PATHS))
        .isEqualTo(figure.uri().replace("?content=all", "").replace("non-config", "nonconfig"));
    assertThat(tree(REQUESTS.writeBody(request))).isEqualTo(withDefaults(figure.body()));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void areReadAndWrittenByClientAndServer(Figure figure) {
    var asked = REQUESTS.read("GET", figure.path(), figure.query(), new byte[0]);

    var answer = ANSWERS.read(asked, 200, Optional.empty(), figure.body());

    // Sets are written in the order of the module.
    var expected = figure.json().replace("[\"drop\", \"accept\"]", "[\"accept\", \"drop\"]");
    assertThat(tree(ANSWERS.writeBody(answer)))
        .isEqualTo(tree(expected.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void figure31IsTheStateOfFigure27() {
    var figure31 = figure("31");
    var asked = REQUESTS.read("GET", figure31.path(), figure31.query(), new byte[0]);

    var answer = ANSWERS.read(asked, 200, Optional.empty(), figure31.body());

    var ace = new DataState.AceState("my-test-ace", Statistics.UNKNOWN);
    var acl = new DataState.AclState("test-acl-ipv6-udp", OptionalInt.of(8000), List.of(ace));
    assertThat(answer)
        .isInstanceOfSatisfying(
            DataAnswer.Content.class,
            content ->
                assertThat(content.body())
                    .isEqualTo(new DataBody.State(new DataState(List.of(), List.of(acl)))));
  }

  @Test
  void figure31IsWrittenFromTheWholeList() {
    var figure27 = figure("27");
    var asked = REQUESTS.read("GET", figure27.path(), figure27.query(), new byte[0]);
    var whole = (DataAnswer.Content) ANSWERS.read(asked, 200, Optional.empty(), figure27.body());
    var acl = ((DataBody.Acls) whole.body()).acls().getFirst().withPendingLifetime(8000);

    var state = new DataAnswer.Content(new DataBody.Acl(acl), ContentFilter.NON_CONFIG);

    assertThat(tree(ANSWERS.writeBody(state))).isEqualTo(tree(figure("31").body()));
  }

  @Test
  void figure34HasItsActionsInTheWrongPlace() {
    var figure = figure("34-printed");

    assertThatThrownBy(
            () -> REQUESTS.read(figure.method(), figure.path(), figure.query(), figure.body()))
        .hasMessageContaining(
            "/acls/acl[name='dns-fragments']/aces/ace[name='allow-dns-packets']/matches/actions:"
                + " 'actions' is not known here");
  }

  private static Figure figure(String number) {
    return DataVectors.all().stream()
        .filter(figure -> figure.number().equals(number))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode tree(byte[] json) {
    return JsonMapper.shared().readTree(json);
  }

  /// Figures 34 and 35 leave the default of activation-type out.
  private static JsonNode withDefaults(byte[] json) {
    var tree = tree(json);
    tree.path("ietf-dots-data-channel:acls")
        .path("acl")
        .values()
        .forEach(
            acl -> {
              var object = acl.asObject();
              if (!object.has("activation-type")) {
                object.put("activation-type", "activate-when-mitigating");
              }
            });
    return tree;
  }
}
