// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.json.DataAnswerCodec;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is written is read as it was, whatever it is.
class DataCodecTest {

  private static final int ROUNDS = 3000;
  private static final DataPath PATHS = new DataPath("/dots/restconf");
  private static final DataRequestCodec REQUESTS = new DataRequestCodec(PATHS, DataLimits.REQUEST);
  private static final DataAnswerCodec ANSWERS = new DataAnswerCodec(PATHS, DataLimits.ANSWER);

  @Test
  void readsEveryRequestThatItWrites() {
    long seed = Long.getLong("seed", System.nanoTime());
    var data = new RandomData(new SplittableRandom(seed));
    for (int i = 0; i < ROUNDS; i++) {
      var request = data.request();
      var uri = request.uri(PATHS).split("\\?", 2);
      var query = uri.length == 1 ? Optional.<String>empty() : Optional.of(uri[1]);

      var again =
          REQUESTS.read(request.method().name(), uri[0], query, REQUESTS.writeBody(request));

      assertThat(again).as("-Dseed=%d", seed).isEqualTo(request);
    }
  }

  @Test
  void readsEveryAnswerThatItWrites() {
    long seed = Long.getLong("seed", System.nanoTime());
    var data = new RandomData(new SplittableRandom(seed));
    for (int i = 0; i < ROUNDS; i++) {
      var asked = new DataRequest.Retrieve(data.target(data.cuid()), ContentFilter.ALL);
      var answer = new DataAnswer.Content(data.answer(asked.target()), ContentFilter.ALL);

      var again = ANSWERS.read(asked, 200, Optional.empty(), ANSWERS.writeBody(answer));

      assertThat(again).as("-Dseed=%d", seed).isEqualTo(answer);
    }
  }

  @Test
  void readsTheStateThatItWrites() {
    long seed = Long.getLong("seed", System.nanoTime());
    var data = new RandomData(new SplittableRandom(seed));
    for (int i = 0; i < ROUNDS; i++) {
      var target = new DataTarget.Acl("a", "list");
      var acl = data.acl("list", true);
      var answer = new DataAnswer.Content(new DataBody.Acl(acl), ContentFilter.NON_CONFIG);

      var again =
          ANSWERS.read(
              new DataRequest.Retrieve(target, ContentFilter.NON_CONFIG),
              200,
              Optional.empty(),
              ANSWERS.writeBody(answer));

      assertThat(again)
          .as("-Dseed=%d", seed)
          .isEqualTo(
              new DataAnswer.Content(
                  new DataBody.State(new DataState(List.of(), List.of(state(acl)))),
                  ContentFilter.NON_CONFIG));
    }
  }

  private static DataState.AclState state(Acl acl) {
    return new DataState.AclState(
        acl.name(),
        acl.pendingLifetimeMinutes(),
        acl.aces().stream()
            .map(ace -> new DataState.AceState(ace.name(), ace.statistics()))
            .toList());
  }

  @Test
  void tellsTheStateOfAClientOfAnAliasAndOfAnEntry() {
    var alias = new DataState.AliasState("web", OptionalInt.of(5));
    assertThat(
            state(
                new DataTarget.Client("a"),
                "{'dots-client':[{'cuid':'a','aliases':{'alias':[{'name':'web',"
                    + "'pending-lifetime':5}]}}]}"))
        .isEqualTo(new DataState(List.of(alias), List.of()));
    assertThat(
            state(
                new DataTarget.Alias("a", "web"),
                "{'aliases':{'alias':[{'name':'web','pending-lifetime':5}]}}"))
        .isEqualTo(new DataState(List.of(alias), List.of()));
    var ace = new DataState.AceState("e", Statistics.of(7, 8));
    assertThat(
            state(
                new DataTarget.Ace("a", "list", "e"),
                "{'ace':[{'name':'e','statistics':{'matched-packets':'7','matched-octets':'8'}}]}"))
        .isEqualTo(
            new DataState(
                List.of(),
                List.of(new DataState.AclState("list", OptionalInt.empty(), List.of(ace)))));
  }

  private static DataState state(DataTarget target, String json) {
    var asked = new DataRequest.Retrieve(target, ContentFilter.NON_CONFIG);
    var bytes =
        json.replaceFirst("'", "'ietf-dots-data-channel:")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    var answer = (DataAnswer.Content) ANSWERS.read(asked, 200, Optional.empty(), bytes);
    return ((DataBody.State) answer.body()).state();
  }

  @Test
  void configurationHasNoStateAndStateNoConfiguration() {
    var acl = new RandomData(new SplittableRandom(1)).acl("list", true).withPendingLifetime(7);

    var config = text(new DataAnswer.Content(new DataBody.Acl(acl), ContentFilter.CONFIG));
    var state = text(new DataAnswer.Content(new DataBody.Acl(acl), ContentFilter.NON_CONFIG));

    assertThat(config).contains("activation-type").doesNotContain("pending-lifetime", "statistics");
    assertThat(state)
        .contains("\"pending-lifetime\":7")
        .doesNotContain("activation-type", "actions");
  }

  @Test
  void requestsCarryNoState() {
    var acl = new RandomData(new SplittableRandom(1)).acl("list", true).withPendingLifetime(7);
    var refresh =
        new DataRequest.Replace(
            new DataTarget.Acl("a", "list"), new DataBody.Acl(acl), Optional.empty());

    assertThat(new String(REQUESTS.writeBody(refresh), StandardCharsets.UTF_8))
        .doesNotContain("pending-lifetime", "statistics");
  }

  @Test
  void writesMembersInTheOrderOfTheModule() {
    var alias =
        new Alias(
            "web",
            new Scope(
                List.of(Prefix.parse("192.0.2.1/32")),
                List.of(new PortRange(80, 81)),
                List.of(6),
                List.of("www.example.com"),
                List.of("https://www.example.com/"),
                List.of()),
            OptionalInt.of(10_080));

    assertThat(text(new DataAnswer.Content(new DataBody.Alias(alias), ContentFilter.ALL)))
        .isEqualTo(
            """
            {"ietf-dots-data-channel:aliases":{"alias":[{"name":"web",\
            "target-prefix":["192.0.2.1/32"],\
            "target-port-range":[{"lower-port":80,"upper-port":81}],\
            "target-protocol":[6],"target-fqdn":["www.example.com"],\
            "target-uri":["https://www.example.com/"],"pending-lifetime":10080}]}}""");
  }

  @Test
  void streamsContentAsItWritesIt() {
    var answer =
        new DataAnswer.Content(
            new RandomData(new SplittableRandom(2)).answer(new DataTarget.Client("a")),
            ContentFilter.ALL);
    var stream = new ByteArrayOutputStream();

    ANSWERS.writeTo(answer, stream);

    assertThat(stream.toByteArray()).isEqualTo(ANSWERS.writeBody(answer));
  }

  @Test
  void tellsRefusalsAsRestconfDoes() {
    var target = new DataTarget.Alias("a", "web");
    var refused = DataAnswer.refused(ErrorTag.RESOURCE_DENIED, target, "web is there already");

    assertThat(text(refused))
        .isEqualTo(
            """
            {"ietf-restconf:errors":{"error":[{"error-type":"application",\
            "error-tag":"resource-denied","error-path":"/ietf-dots-data-channel:dots-data\
            /dots-client[cuid='a']/aliases/alias[name='web']",\
            "error-message":"web is there already"}]}}""");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(
            ANSWERS.read(
                new DataRequest.Delete(target), 409, Optional.empty(), ANSWERS.writeBody(refused)))
        .isEqualTo(refused);
  }

  @Test
  void tellsALoopWithItsViaHeader() {
    var loop = new DataAnswer.Refused(508, List.of(DataError.loop("1.1 gw.example.com")));

    assertThat(text(loop))
        .contains("\"error-type\":\"transport\"", "\"error-app-tag\":\"loop-detected\"")
        .contains("\"error-info\":{\"via-header\":\"1.1 gw.example.com\"}");
  }

  @Test
  void takesRefusalsWithoutAReason() {
    var asked = new DataRequest.Delete(new DataTarget.Alias("a", "web"));

    var answer =
        ANSWERS.read(asked, 502, Optional.empty(), "<html>".getBytes(StandardCharsets.UTF_8));

    assertThat(answer)
        .isInstanceOfSatisfying(
            DataAnswer.Refused.class,
            refused ->
                assertThat(refused.errors().getFirst().message())
                    .isEqualTo("status 502 without a reason"));
  }

  @Test
  void saysWhereSomethingNewIs() {
    var target = new DataTarget.Alias("a", "100%, really");
    var created = new DataAnswer.Created(target);
    var asked =
        new DataRequest.Replace(
            target,
            new DataBody.Alias(new Alias("100%, really", Scope.of(Prefix.parse("192.0.2.1")))),
            Optional.empty());

    var location = ANSWERS.location(created).orElseThrow();

    assertThat(location)
        .isEqualTo(
            "/dots/restconf/data/ietf-dots-data-channel:dots-data/dots-client=a/aliases"
                + "/alias=100%25%2C%20really");
    assertThat(ANSWERS.read(asked, 201, Optional.of("https://h:1" + location), new byte[0]))
        .isEqualTo(created);
  }

  private static String text(DataAnswer answer) {
    return new String(ANSWERS.writeBody(answer), StandardCharsets.UTF_8);
  }

  @Test
  void readsAListThatDoesNotSayWhenAsOneForMitigations() {
    var body =
        "{\"ietf-dots-data-channel:acls\":{\"acl\":[{\"name\":\"l\"}]}}"
            .getBytes(StandardCharsets.UTF_8);

    var path = PATHS.write(new DataTarget.Client("a"));
    var read = (DataRequest.Create) REQUESTS.read("POST", path, Optional.empty(), body);

    // RFC 8783 §7.2: the default where 'activation-type' is not provided.
    assertThat(((DataBody.Acls) read.body()).acls().getFirst().activation())
        .isEqualTo(ActivationType.ACTIVATE_WHEN_MITIGATING);
  }
}
