// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.guidance.CalendarOffer;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostCalendar;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples of RFC 8896 §5, each destination in a PID of its own. The dates are those of their
/// days, in the form that the text demands.
class Rfc8896Test {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MAP = "my-default-network-map";
  private static final CostType ROUTING = CostType.of("numerical", "routingcost");
  private static final CostType PLACES = CostType.of("ordinal", "routingcost");
  private static final CostType DELAY = CostType.of("numerical", "owdelay");
  private static final CostType RATING = CostType.of("numerical", "throughputrating");
  private static final CostType HOPS = CostType.of("numerical", "hopcount");
  private static final Instant MONDAY = Instant.parse("2019-06-30T00:00:00Z");
  private static final Instant NOW = Instant.parse("2019-07-01T13:15:00Z");
  private static final TypedAddress CLIENT = TypedAddress.parse("ipv4:192.0.2.2").orElseThrow();

  private static final CostOffer OFFER =
      new CostOffer(
          List.of(ROUTING, PLACES, DELAY, RATING, HOPS),
          true,
          4,
          List.of(),
          List.of(
              new CalendarOffer(List.of(ROUTING, PLACES), Duration.ofHours(1), 24),
              new CalendarOffer(List.of(DELAY), Duration.ofMinutes(5), 12),
              new CalendarOffer(List.of(RATING), Duration.ofHours(2), 12)));

  /// From §5.2.4: hour by hour, and in steps of five minutes.
  private static final Map<String, List<String>> ENDPOINTS = endpoints();

  private static final Map<String, String> RATINGS =
      Map.of(
          "PID1 PID1", "1 12 14 18 14 14 14 18 19 20 11 12",
          "PID1 PID2", "13 4 15 16 17 18 19 20 11 12 13 14",
          "PID1 PID3", "20 20 18 14 12 12 14 14 12 12 14 16",
          "PID2 PID1", "17 18 19 10 11 12 13 14 15 16 17 18",
          "PID2 PID2", "20 20 18 16 14 14 14 16 16 16 14 16",
          "PID2 PID3", "20 20 18 14 12 12 14 14 12 12 14 16");

  private final Guidance guidance = new Guidance(publication());

  private static Map<String, List<String>> endpoints() {
    var endpoints = new LinkedHashMap<String, List<String>>();
    endpoints.put(
        "ipv4:192.0.2.89",
        List.of(
            "100 100 100 100 100 150 200 300 300 300 300 250 250 300 300 300 300 300 400 250 250 200"
                + " 150 150",
            "20 400 20 80 80 90 100 90 60 40 30 20"));
    endpoints.put(
        "ipv4:198.51.100.34",
        List.of(
            "80 80 80 80 150 150 250 400 400 450 400 200 200 350 400 400 400 350 500 200 200 200 100"
                + " 100",
            "20 20 50 30 30 30 30 40 40 30 20 20"));
    endpoints.put(
        "ipv4:203.0.113.45",
        List.of(
            "300 400 250 250 200 150 150 100 100 100 100 100 100 100 100 100 100 150 200 300 300 300"
                + " 300 250",
            "100 90 80 60 50 50 40 40 60 90 100 80"));
    endpoints.put(
        "ipv6:2001:db8::10",
        List.of(
            "200 250 300 300 300 300 250 300 300 300 300 350 300 400 250 150 100 100 100 150 200 250"
                + " 250 300",
            "40 40 40 40 50 50 50 20 10 15 30 40"));
    return endpoints;
  }

  private static NetworkMap network() {
    var pids = new LinkedHashMap<String, List<Prefix>>();
    pids.put("PID1", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
    int number = 2;
    for (var endpoint : ENDPOINTS.keySet()) {
      pids.put("PID" + number++, List.of(TypedAddress.parse(endpoint).orElseThrow().prefix()));
    }
    return NetworkMap.of(MAP, pids);
  }

  private static Publication publication() {
    var map = network();
    var routing = new LinkedHashMap<String, String>();
    var delay = new LinkedHashMap<String, String>();
    int number = 2;
    for (var each : ENDPOINTS.values()) {
      routing.put("PID1 PID" + number, each.get(0));
      delay.put("PID1 PID" + number++, each.get(1));
    }
    var calendars =
        Map.of(
            key(ROUTING), new CostCalendar(MONDAY, Duration.ofHours(1), 4, values(map, routing)),
            key(DELAY), calendar("13:00", Duration.ofMinutes(5), values(map, delay)),
            key(RATING), calendar("13:00", Duration.ofHours(2), values(map, RATINGS)));
    var costs = new LinkedHashMap<Publication.CostKey, CostMatrix>();
    calendars.forEach((key, calendar) -> costs.put(key, calendar.current(NOW)));
    costs.put(key(HOPS), new CostMatrix.Builder(map.pids().size()).set(0, 1, 2).build());
    return new Publication(Map.of(MAP, map), costs, calendars, Map.of(), Map.of());
  }

  private static CostCalendar calendar(String hour, Duration interval, List<CostMatrix> values) {
    return new CostCalendar(Instant.parse("2019-07-01T" + hour + ":00Z"), interval, 1, values);
  }

  private static Publication.CostKey key(CostType type) {
    return new Publication.CostKey(MAP, type.metric());
  }

  private static List<CostMatrix> values(NetworkMap map, Map<String, String> rows) {
    int length = rows.values().iterator().next().split(" ").length;
    var builders = new ArrayList<CostMatrix.Builder>();
    for (int i = 0; i < length; i++) builders.add(new CostMatrix.Builder(map.pids().size()));
    rows.forEach(
        (pair, texts) -> {
          var pids = pair.split(" ");
          var values = texts.split(" ");
          for (int i = 0; i < length; i++) {
            builders
                .get(i)
                .set(
                    map.number(pids[0]).orElseThrow(),
                    map.number(pids[1]).orElseThrow(),
                    Double.parseDouble(values[i]));
          }
        });
    return builders.stream().map(CostMatrix.Builder::build).toList();
  }

  @Test
  void tellsACalendarOfAFilteredCostMap() {
    // §5.1.3
    var answer =
        filtered(
            """
            {"cost-type": {"cost-mode": "numerical", "cost-metric": "throughputrating"},
             "calendared": [true],
             "pids": {"srcs": ["PID1", "PID2"], "dsts": ["PID1", "PID2", "PID3"]}}
            """);

    assertThat(answer.get("meta").get("cost-type"))
        .isEqualTo(json("{\"cost-mode\": \"numerical\", \"cost-metric\": \"throughputrating\"}"));
    assertThat(answer.get("meta").get("calendar-response-attributes"))
        .isEqualTo(
            json(
                """
                [{"calendar-start-time": "Mon, 01 Jul 2019 13:00:00 GMT",
                  "time-interval-size": 7200, "number-of-intervals": 12}]
                """));
    RATINGS.forEach(
        (pair, values) -> {
          var pids = pair.split(" ");
          assertThat(answer.get("cost-map").get(pids[0]).get(pids[1])).isEqualTo(array(values));
        });
  }

  @Test
  void tellsACalendarOfEndpoints() {
    // §5.2.3
    var answer =
        endpoints(
            """
            {"cost-type": {"cost-mode": "numerical", "cost-metric": "routingcost"},
             "calendared": [true], %s}
            """);

    assertThat(answer.get("meta").get("calendar-response-attributes"))
        .isEqualTo(
            json(
                """
                [{"calendar-start-time": "Sun, 30 Jun 2019 00:00:00 GMT",
                  "time-interval-size": 3600, "number-of-intervals": 24, "repeated": 4}]
                """));
    ENDPOINTS.forEach(
        (endpoint, values) ->
            assertThat(answer.get("endpoint-cost-map").get("ipv4:192.0.2.2").get(endpoint))
                .isEqualTo(array(values.get(0))));
  }

  @Test
  void tellsSeveralCalendarsAtOnce() {
    // §5.2.4, with the empty cost type of its request
    var answer =
        endpoints(
            """
            {"cost-type": {},
             "multi-cost-types": [{"cost-mode": "numerical", "cost-metric": "routingcost"},
                                  {"cost-mode": "numerical", "cost-metric": "owdelay"}],
             "calendared": [true, true], %s}
            """);

    assertThat(answer.get("meta").get("cost-type")).isEqualTo(json("{}"));
    assertThat(answer.get("meta").get("calendar-response-attributes"))
        .isEqualTo(
            json(
                """
                [{"cost-type-names": ["num-routingcost"],
                  "calendar-start-time": "Sun, 30 Jun 2019 00:00:00 GMT",
                  "time-interval-size": 3600, "number-of-intervals": 24, "repeated": 4},
                 {"cost-type-names": ["num-owdelay"],
                  "calendar-start-time": "Mon, 01 Jul 2019 13:00:00 GMT",
                  "time-interval-size": 300, "number-of-intervals": 12}]
                """));
    ENDPOINTS.forEach(
        (endpoint, values) -> {
          var costs = answer.get("endpoint-cost-map").get("ipv4:192.0.2.2").get(endpoint);
          assertThat(costs.get(0)).isEqualTo(array(values.get(0)));
          assertThat(costs.get(1)).isEqualTo(array(values.get(1)));
        });
  }

  @Test
  void tellsCostsOfTheMomentToWhoeverAsksForNoCalendar() {
    // §5.1.1, §5.1.2: no, or none of this type
    for (var calendared : List.of("", "\"calendared\": [false],")) {
      var answer =
          endpoints(
              """
              {"cost-type": {"cost-mode": "numerical", "cost-metric": "routingcost"}, %s %%s}
              """
                  .formatted(calendared));

      assertThat(answer.get("meta").has("calendar-response-attributes")).isFalse();
      assertThat(answer.get("endpoint-cost-map").get("ipv4:192.0.2.2").get("ipv4:198.51.100.34"))
          .isEqualTo(json("350"));
    }
    var hops =
        filtered(
            """
            {"cost-type": {"cost-mode": "numerical", "cost-metric": "hopcount"},
             "calendared": [true], "pids": {"srcs": ["PID1"], "dsts": ["PID2"]}}
            """);
    assertThat(hops.get("meta").has("calendar-response-attributes")).isFalse();
    assertThat(hops.get("cost-map").get("PID1").get("PID2")).isEqualTo(json("2"));
    assertThat(
            json(AltoAnswerWriter.write(guidance.costMap(new Service.WholeCostMap(MAP, ROUTING))))
                .get("cost-map")
                .get("PID1")
                .get("PID3"))
        .isEqualTo(json("350"));
  }

  @Test
  void tellsACalendarBesideACostOfTheMoment() {
    var costs =
        filtered(
                """
                {"multi-cost-types": [{"cost-mode": "numerical", "cost-metric": "hopcount"},
                                      {"cost-mode": "numerical", "cost-metric": "owdelay"}],
                 "calendared": [false, true],
                 "pids": {"srcs": ["PID1"], "dsts": ["PID2", "PID3"]}}
                """)
            .get("cost-map")
            .get("PID1");

    assertThat(costs.get("PID2").get(0)).isEqualTo(json("2"));
    assertThat(costs.get("PID3").get(0).isNull()).isTrue();
    assertThat(costs.get("PID3").get(1)).hasSize(12);
  }

  @Test
  void ranksEachIntervalOfItsOwn() {
    // §3.3.1: the ordinal mode
    var costs =
        endpoints(
                """
                {"cost-type": {"cost-mode": "ordinal", "cost-metric": "routingcost"},
                 "calendared": [true], %s}
                """)
            .get("endpoint-cost-map")
            .get("ipv4:192.0.2.2");

    assertThat(costs.get("ipv4:198.51.100.34").get(0)).isEqualTo(json("1"));
    assertThat(costs.get("ipv4:198.51.100.34").get(18)).isEqualTo(json("4"));
  }

  @Test
  void ignoresConditionsOnCalendarsAndNoOthers() {
    // §4.3, §5.2.1
    var ignored =
        filtered(
            """
            {"cost-type": {"cost-mode": "numerical", "cost-metric": "throughputrating"},
             "calendared": [true], "constraints": ["gt 1000"], "pids": {}}
            """);
    assertThat(ignored.get("cost-map").get("PID1")).hasSize(3);

    var kept =
        filtered(
            """
            {"multi-cost-types": [{"cost-mode": "numerical", "cost-metric": "owdelay"},
                                  {"cost-mode": "numerical", "cost-metric": "hopcount"}],
             "calendared": [true, false], "constraints": ["[0] gt 1000", "[1] le 2"], "pids": {}}
            """);
    assertThat(kept.get("cost-map").get("PID1").propertyNames()).containsExactly("PID2");

    var moment =
        filtered(
            """
            {"cost-type": {"cost-mode": "numerical", "cost-metric": "throughputrating"},
             "calendared": [false], "constraints": ["gt 15"], "pids": {}}
            """);
    assertThat(moment.get("cost-map").propertyNames()).containsExactly("PID1", "PID2");
    assertThat(moment.get("cost-map").get("PID1").propertyNames()).containsExactly("PID3");
  }

  @Test
  void standsInTheDirectory() {
    // §4.3
    var services = new LinkedHashMap<String, Service>();
    services.put("costs", new Service.FilteredCostMap(MAP, OFFER));

    var entry =
        json(DirectoryWriter.write(new Catalog(MAP, services).directory()))
            .get("resources")
            .get("costs");

    assertThat(entry.get("capabilities").get("calendar-attributes"))
        .isEqualTo(
            json(
                """
                [{"cost-type-names": ["num-routingcost", "ord-routingcost"],
                  "time-interval-size": 3600, "number-of-intervals": 24},
                 {"cost-type-names": ["num-owdelay"],
                  "time-interval-size": 300, "number-of-intervals": 12},
                 {"cost-type-names": ["num-throughputrating"],
                  "time-interval-size": 7200, "number-of-intervals": 12}]
                """));
  }

  @Test
  void goesOnRoundAfterRound() {
    var calendar =
        new CostCalendar(
            MONDAY,
            Duration.ofHours(1),
            4,
            values(network(), Map.of("PID1 PID2", ENDPOINTS.get("ipv4:192.0.2.89").getFirst())));

    for (var moment : List.of(NOW, NOW.minus(Duration.ofDays(40)), NOW.plus(Duration.ofDays(40)))) {
      var told = calendar.at(moment);
      assertThat(told.start()).isBeforeOrEqualTo(moment);
      assertThat(told.start().plus(Duration.ofDays(1))).isAfter(moment);
      assertThat(told.current(moment).cost(0, 1)).isEqualTo(300);
      assertThat(told.next(moment)).isEqualTo(moment.plus(Duration.ofMinutes(45)));
    }
  }

  private static final String ASKED =
      """
      "endpoints": {"srcs": ["ipv4:192.0.2.2"],
                    "dsts": ["ipv4:192.0.2.89", "ipv4:198.51.100.34", "ipv4:203.0.113.45",
                             "ipv6:2001:db8::10"]}
      """;

  private JsonNode filtered(String request) {
    var read = new AltoRequestReader(JsonBounds.REQUEST).costMapFilter(bytes(request));
    var answer = guidance.filtered(new Service.FilteredCostMap(MAP, OFFER), read);
    var bytes = AltoAnswerWriter.write(answer);
    var again = new AltoAnswerReader(JsonBounds.RESOURCE).costMap(bytes);
    assertThat(json(AltoAnswerWriter.write(again))).isEqualTo(json(bytes));
    return json(bytes);
  }

  private JsonNode endpoints(String request) {
    var read =
        new AltoRequestReader(JsonBounds.REQUEST).endpointCosts(bytes(request.formatted(ASKED)));
    AltoAnswer.EndpointCostAnswer answer =
        guidance.endpointCosts(new Service.EndpointCosts(MAP, OFFER), read, CLIENT);
    var bytes = AltoAnswerWriter.write(answer);
    var again = new AltoAnswerReader(JsonBounds.RESOURCE).endpointCosts(bytes);
    assertThat(json(AltoAnswerWriter.write(again))).isEqualTo(json(bytes));
    return json(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode array(String values) {
    return JSON.valueToTree(Arrays.stream(values.split(" ")).map(Integer::parseInt).toList());
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  private static JsonNode json(byte[] text) {
    return JSON.readTree(text);
  }
}
