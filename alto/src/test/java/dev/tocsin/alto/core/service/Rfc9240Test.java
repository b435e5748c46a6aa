// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples of RFC 9240 §10, with its slips put right: no version tags where nothing is used,
/// and a dot in front of what a property map defines itself.
class Rfc9240Test {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DEFAULT = "default-network-map";
  private static final String ALT = "alt-network-map";

  private static final PropertyOffer ADDRESSES =
      offer(
          "addresses", "ipv4=.ISP .ASN .countrycode .state", "ipv6=.ISP .ASN .countrycode .state");
  private static final PropertyOffer REGIONS =
      offer("regions", "default-network-map.pid=.region", "alt-network-map.pid=.ASN");
  private static final PropertyOffer PIDS =
      offer(
          "pids",
          "ipv4=default-network-map.pid alt-network-map.pid",
          "ipv6=default-network-map.pid alt-network-map.pid");
  private static final PropertyOffer ANES = offer("anes", ".ane=.storage-capacity .ram .cpu");

  private final Guidance guidance = new Guidance(publication());

  private static PropertyOffer offer(String map, String... mappings) {
    var all = new LinkedHashMap<QualifiedName, List<QualifiedName>>();
    for (var mapping : mappings) {
      var parts = mapping.split("=");
      all.put(
          domain(parts[0]), Arrays.stream(parts[1].split(" ")).map(Rfc9240Test::property).toList());
    }
    return new PropertyOffer(map, all);
  }

  private static QualifiedName domain(String text) {
    return QualifiedName.domain(text).orElseThrow();
  }

  private static QualifiedName property(String text) {
    return QualifiedName.property(text).orElseThrow();
  }

  private static NetworkMap defaultMap() {
    return NetworkMap.of(
        DEFAULT,
        Map.of(
            "defaultpid", prefixes("0.0.0.0/0", "::/0"),
            "pid1", prefixes("192.0.2.0/25"),
            "pid2", prefixes("192.0.2.0/27"),
            "pid3", prefixes("192.0.3.0/28"),
            "pid4", prefixes("192.0.3.16/28")));
  }

  private static NetworkMap altMap() {
    return NetworkMap.of(
        ALT,
        Map.of(
            "defaultpid", prefixes("0.0.0.0/0", "::/0"),
            "pid1", prefixes("192.0.2.0/27"),
            "pid2", prefixes("192.0.3.0/27")));
  }

  private static List<Prefix> prefixes(String... texts) {
    return Stream.of(texts).map(Prefix::parse).toList();
  }

  private static Publication publication() {
    return new Publication(
        Map.of(DEFAULT, defaultMap(), ALT, altMap()),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(
            "addresses", addresses(),
            "regions", regions(),
            "pids", pids(),
            "anes", anes()));
  }

  private static PropertyMap addresses() {
    return new Map192()
        .set("192.0.2.0/23", ".ISP", "BitsRus")
        .set("192.0.2.0/23", ".countrycode", "us")
        .set("192.0.2.0/28", ".ASN", "65543")
        .set("192.0.2.0/28", ".state", "NJ")
        .set("192.0.2.16/28", ".ASN", "65543")
        .set("192.0.2.16/28", ".state", "CT")
        .set("192.0.2.1", ".state", "PA")
        .set("192.0.3.0/28", ".ASN", "65544")
        .set("192.0.3.0/28", ".state", "TX")
        .set("192.0.3.16/28", ".ASN", "65544")
        .set("192.0.3.16/28", ".state", "MN")
        .build();
  }

  private static final class Map192 {
    private final PropertyMap.Builder builder = new PropertyMap.Builder();

    Map192 set(String prefix, String property, String value) {
      builder.set(
          Entity.of(domain("ipv4"), prefix).orElseThrow(),
          property(property),
          JSON.valueToTree(value));
      return this;
    }

    PropertyMap build() {
      return builder.build();
    }
  }

  private static PropertyMap regions() {
    var builder = new PropertyMap.Builder();
    Map.of("pid1", "us-west", "pid2", "us-east", "pid3", "us-south", "pid4", "us-north")
        .forEach(
            (pid, region) ->
                builder.set(
                    Entity.of(domain(DEFAULT + ".pid"), pid).orElseThrow(),
                    property(".region"),
                    JSON.valueToTree(region)));
    return builder
        .set(
            Entity.of(domain(ALT + ".pid"), "pid1").orElseThrow(),
            property(".ASN"),
            JSON.valueToTree("65543"))
        .build();
  }

  private static PropertyMap pids() {
    var builder = new PropertyMap.Builder();
    for (var map : List.of(defaultMap(), altMap())) {
      var name = QualifiedName.of(map.versionTag().resourceId(), "pid");
      builder.set(domain("ipv4"), name, PrefixValues.pids(map, true));
      builder.set(domain("ipv6"), name, PrefixValues.pids(map, false));
    }
    return builder.build();
  }

  private static PropertyMap anes() {
    var builder = new PropertyMap.Builder();
    Map.of("dc21", List.of(40000, 500), "dc45-srv9", List.of(100, 20))
        .forEach(
            (ane, values) -> {
              var entity = Entity.of(domain(".ane"), ane).orElseThrow();
              builder.set(entity, property(".storage-capacity"), JSON.valueToTree(values.get(0)));
              builder.set(entity, property(".cpu"), JSON.valueToTree(values.get(1)));
            });
    return builder.build();
  }

  @Test
  void tellsAWholeMapAsItIsDefined() {
    var offer = offer("addresses", "ipv4=.ISP .ASN");

    var map =
        json(AltoAnswerWriter.write(guidance.propertyMap(new Service.WholePropertyMap(offer))));

    // §10.4 joins neighbours that say the same; what every address has is the same.
    assertThat(map)
        .isEqualTo(
            json(
                """
                {"meta": {}, "property-map": {
                  "ipv4:192.0.2.0/23": {".ISP": "BitsRus"},
                  "ipv4:192.0.2.0/28": {".ASN": "65543"},
                  "ipv4:192.0.2.16/28": {".ASN": "65543"},
                  "ipv4:192.0.3.0/28": {".ASN": "65544"},
                  "ipv4:192.0.3.16/28": {".ASN": "65544"}}}
                """));
  }

  @Test
  void tellsWhatAddressesInherit() {
    // §10.5
    assertThat(
            asked(
                ADDRESSES,
                """
                {"entities": ["ipv4:192.0.2.0", "ipv4:192.0.2.1", "ipv4:192.0.2.17"],
                 "properties": [".ISP", ".ASN", ".state"]}
                """))
        .isEqualTo(
            json(
                """
                {"meta": {}, "property-map": {
                  "ipv4:192.0.2.0": {".ISP": "BitsRus", ".ASN": "65543", ".state": "NJ"},
                  "ipv4:192.0.2.1": {".ISP": "BitsRus", ".ASN": "65543", ".state": "PA"},
                  "ipv4:192.0.2.17": {".ISP": "BitsRus", ".ASN": "65543", ".state": "CT"}}}
                """));
  }

  @Test
  void tellsWhatDiffersWithinAPrefix() {
    // §10.6
    assertThat(
            asked(
                ADDRESSES,
                """
                {"entities": ["ipv4:192.0.2.0/26", "ipv4:192.0.3.0/26", "ipv4:192.0.4.0/26"],
                 "properties": [".ASN", ".countrycode", ".state"]}
                """))
        .isEqualTo(
            json(
                """
                {"meta": {}, "property-map": {
                  "ipv4:192.0.2.0/26": {".countrycode": "us"},
                  "ipv4:192.0.2.0/28": {".ASN": "65543", ".state": "NJ"},
                  "ipv4:192.0.2.16/28": {".ASN": "65543", ".state": "CT"},
                  "ipv4:192.0.2.1": {".state": "PA"},
                  "ipv4:192.0.3.0/26": {".countrycode": "us"},
                  "ipv4:192.0.3.0/28": {".ASN": "65544", ".state": "TX"},
                  "ipv4:192.0.3.16/28": {".ASN": "65544", ".state": "MN"}}}
                """));
  }

  @Test
  void leavesOutAPrefixThatOthersCover() {
    // §10.7
    var answer =
        asked(
            PIDS,
            """
            {"entities": ["ipv4:192.0.2.128", "ipv4:192.0.2.0/27", "ipv4:192.0.3.0/27"],
             "properties": ["default-network-map.pid", "alt-network-map.pid"]}
            """);

    assertThat(answer.get("property-map"))
        .isEqualTo(
            json(
                """
                {"ipv4:192.0.2.128": {"default-network-map.pid": "defaultpid",
                                      "alt-network-map.pid": "defaultpid"},
                 "ipv4:192.0.2.0/27": {"default-network-map.pid": "pid2",
                                       "alt-network-map.pid": "pid1"},
                 "ipv4:192.0.3.0/28": {"default-network-map.pid": "pid3",
                                       "alt-network-map.pid": "pid2"},
                 "ipv4:192.0.3.16/28": {"default-network-map.pid": "pid4",
                                        "alt-network-map.pid": "pid2"}}
                """));
    assertThat(answer.get("meta").get("dependent-vtags").findValuesAsString("resource-id"))
        .containsExactly(DEFAULT, ALT);
  }

  @Test
  void tellsPropertiesOfPidsWithTheTagsOfTheirMap() {
    // §10.8
    var answer =
        asked(
            REGIONS,
            """
            {"entities": ["default-network-map.pid:pid1", "default-network-map.pid:pid2"],
             "properties": [".region"]}
            """);

    assertThat(answer.get("property-map"))
        .isEqualTo(
            json(
                """
                {"default-network-map.pid:pid1": {".region": "us-west"},
                 "default-network-map.pid:pid2": {".region": "us-east"}}
                """));
    assertThat(answer.get("meta").get("dependent-vtags"))
        .isEqualTo(
            json(
                """
                [{"resource-id": "default-network-map", "tag": "%s"}]
                """
                    .formatted(defaultMap().versionTag().tag())));
  }

  @Test
  void tellsPropertiesOfWhatAMapDefinesItself() {
    // §10.9
    assertThat(
            asked(
                ANES,
                """
                {"entities": [".ane:dc21", ".ane:dc45-srv9", ".ane:nowhere"],
                 "properties": [".storage-capacity", ".cpu"]}
                """))
        .isEqualTo(
            json(
                """
                {"meta": {}, "property-map": {
                  ".ane:dc21": {".storage-capacity": 40000, ".cpu": 500},
                  ".ane:dc45-srv9": {".storage-capacity": 100, ".cpu": 20}}}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0, v4",
    "192.0.2.1, v3",
    "192.0.2.16, v1",
    "192.0.2.32, v1",
    "192.0.2.64,",
    "192.0.2.0/32, v4",
    "192.0.2.0/31, v3",
    "192.0.2.0/29, v2",
    "192.0.2.0/27, v1",
    "192.0.2.0/25,"
  })
  void inheritsFromTheLongestPrefix(String entity, String value) {
    // Tables 1 and 2 of §6.1.3
    var values =
        PrefixValues.ofTexts(
            Map.of(
                Prefix.parse("192.0.2.0/26"), "v1",
                Prefix.parse("192.0.2.0/28"), "v2",
                Prefix.parse("192.0.2.0/30"), "v3",
                Prefix.parse("192.0.2.0"), "v4"));

    assertThat(values.find(Prefix.parse(entity)).map(JsonNode::stringValue).orElse(null))
        .isEqualTo(value);
  }

  @Test
  void saysThatThereIsNoValueWhereOneWouldBeInherited() {
    // given: §6.1.3, null
    var builder = new PropertyMap.Builder();
    var nothing = JSON.nullNode();
    var publication =
        new Publication(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(
                "addresses",
                builder
                    .set(entity("192.0.2.0/24"), property(".ISP"), JSON.valueToTree("BitsRus"))
                    .set(entity("192.0.2.128/25"), property(".ISP"), nothing)
                    .set(entity("198.51.100.0/24"), property(".ISP"), nothing)
                    .build()));

    // when
    var answer =
        asked(
            new Guidance(publication),
            ADDRESSES,
            """
            {"entities": ["ipv4:192.0.2.0/24", "ipv4:192.0.2.129"], "properties": []}
            """);
    var bare =
        asked(
            new Guidance(publication),
            ADDRESSES,
            """
            {"entities": ["ipv4:192.0.2.1", "ipv4:192.0.2.129", "ipv4:198.51.100.0/24"]}
            """);

    // then
    assertThat(answer.get("property-map"))
        .isEqualTo(
            json(
                """
                {"ipv4:192.0.2.0/24": {".ISP": "BitsRus"},
                 "ipv4:192.0.2.128/25": {".ISP": null},
                 "ipv4:192.0.2.129": {".ISP": null}}
                """));
    assertThat(bare.get("property-map")).isEqualTo(json("{\"ipv4:192.0.2.1\": {}}"));
  }

  private static Entity entity(String prefix) {
    return Entity.of(domain("ipv4"), prefix).orElseThrow();
  }

  @Test
  void tellsWhichEntitiesThereAre() {
    // §8.3: no properties
    assertThat(asked(REGIONS, "{\"entities\": []}").get("property-map"))
        .isEqualTo(
            json(
                """
                {"default-network-map.pid:pid1": {}, "default-network-map.pid:pid2": {},
                 "default-network-map.pid:pid3": {}, "default-network-map.pid:pid4": {},
                 "alt-network-map.pid:pid1": {}}
                """));
    assertThat(
            asked(
                    ADDRESSES,
                    """
                    {"entities": ["ipv4:192.0.2.0/24", "ipv4:203.0.113.1", "ipv6:2001:DB8::1"]}
                    """)
                .get("property-map"))
        .isEqualTo(json("{\"ipv4:192.0.2.0/24\": {}}"));
  }

  @Test
  void keepsTheSpellingOfTheRequest() {
    var answer =
        asked(
            PIDS,
            """
            {"entities": ["ipv6:2001:DB8:0::1", "ipv4:192.0.2.0/32"],
             "properties": ["alt-network-map.pid"]}
            """);

    assertThat(answer.get("property-map"))
        .isEqualTo(
            json(
                """
                {"ipv6:2001:DB8:0::1": {"alt-network-map.pid": "defaultpid"},
                 "ipv4:192.0.2.0/32": {"alt-network-map.pid": "pid1"}}
                """));
  }

  @Test
  void refusesWhatIsWrongWithItsFieldAndValue() {
    assertThatThrownBy(() -> asked(ADDRESSES, "{\"properties\": []}"))
        .isInstanceOfSatisfying(
            AltoRefusedException.class,
            e -> assertThat(e.error()).isEqualTo(AltoError.missing("entities")));
    for (var wrong :
        List.of("pid:pid1", "alt-network-map.ipv4:192.0.2.1", "ipv4:192.0.2.300", "ipv4:::1")) {
      refuses("{\"entities\": [\"ipv4:192.0.2.1\", \"%s\"]}".formatted(wrong), "entities", wrong);
    }
    refuses("{\"entities\": [], \"properties\": [\"ISP\"]}", "properties", "ISP");
    refuses("{\"entities\": [7]}", "entities", "7");
  }

  private void refuses(String request, String field, String value) {
    assertThatThrownBy(() -> asked(ADDRESSES, request))
        .isInstanceOfSatisfying(
            AltoRefusedException.class,
            e -> assertThat(e.error()).isEqualTo(AltoError.value(field, value)));
  }

  @Test
  void standsInTheDirectory() {
    // §10.3
    var services = new LinkedHashMap<String, Service>();
    services.put("region-property-map", new Service.FilteredPropertyMap(REGIONS));
    services.put("ia-property-map", new Service.WholePropertyMap(offer("addresses", "ipv4=.ISP")));

    var bytes = DirectoryWriter.write(new Catalog(DEFAULT, services).directory());
    var entries = json(bytes).get("resources");

    assertThat(entries.get("region-property-map"))
        .isEqualTo(
            json(
                """
                {"uri": "resource/region-property-map",
                 "media-type": "application/alto-propmap+json",
                 "accepts": "application/alto-propmapparams+json",
                 "capabilities": {"mappings": {"default-network-map.pid": [".region"],
                                               "alt-network-map.pid": [".ASN"]}},
                 "uses": ["default-network-map", "alt-network-map"]}
                """));
    assertThat(entries.get("ia-property-map").has("uses")).isFalse();
    assertThat(
            new DirectoryReader(JsonBounds.RESOURCE)
                .read(bytes)
                .resources()
                .get("region-property-map")
                .capabilities()
                .mappings())
        .containsOnlyKeys("default-network-map.pid", "alt-network-map.pid");
    assertThat(new Catalog(DEFAULT, services).complaints())
        .anyMatch(each -> each.contains("network map 'alt-network-map', which is not offered"));
  }

  @ParameterizedTest
  @CsvSource({
    "pid, .region",
    "ipv4, pid",
    "costs.pid, costs.pid",
    "one.pid, other.region",
  })
  void offersNoPropertyThatCannotBe(String domain, String property) {
    assertThat(PropertyOffer.complaint(domain(domain), List.of(property(property)))).isPresent();
    assertThat(PropertyOffer.complaint(domain(domain), List.of())).isPresent();
  }

  private JsonNode asked(PropertyOffer offer, String request) {
    return asked(guidance, offer, request);
  }

  /// Through the bytes of request and answer.
  private static JsonNode asked(Guidance guidance, PropertyOffer offer, String request) {
    var read =
        new AltoRequestReader(JsonBounds.REQUEST)
            .propertyMapFilter(request.getBytes(StandardCharsets.UTF_8));
    var answer = guidance.filtered(new Service.FilteredPropertyMap(offer), read);
    var bytes = AltoAnswerWriter.write(answer);
    assertThat(new AltoAnswerReader(JsonBounds.RESOURCE).propertyMap(bytes).entities().keySet())
        .isEqualTo(answer.entities().keySet());
    return json(bytes);
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  private static JsonNode json(byte[] text) {
    return JSON.readTree(text);
  }
}
