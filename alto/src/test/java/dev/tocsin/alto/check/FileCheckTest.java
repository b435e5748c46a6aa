// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.check.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Single quotes stand for double ones.
class FileCheckTest {

  private static final String NETWORK_MAP =
      """
      {'meta': {'vtag': {'resource-id': 'net', 'tag': 'abc'}},
       'network-map': {
         'a': {'ipv4': ['192.0.2.0/24', '198.51.100.0/25'], 'ipv6': ['2001:db8::/32']},
         'b': {'ipv4': ['0.0.0.0/1', '128.0.0.0/1'], 'ipv6': ['::/0']}}}
      """;

  private static final String COST_MAP =
      """
      {'meta': {'dependent-vtags': [{'resource-id': 'net', 'tag': 'abc'}],
                'cost-type': {'cost-mode': 'ordinal', 'cost-metric': 'routingcost'}},
       'cost-map': {'a': {'a': 0, 'b': 2}, 'b': {'a': 1}}}
      """;

  private static final String MULTI =
      """
      {'meta': {'cost-type': {}, 'multi-cost-types': [
                 {'cost-mode': 'numerical', 'cost-metric': 'routingcost'},
                 {'cost-mode': 'ordinal', 'cost-metric': 'hopcount'}]},
       'endpoint-cost-map': {'ipv4:192.0.2.1': {'ipv6:2001:db8::1': [1.5, null]}}}
      """;

  private static final String CALENDAR =
      """
      {'meta': {'cost-type': {'cost-mode': 'numerical', 'cost-metric': 'routingcost'},
                'calendar-response-attributes': [
                  {'calendar-start-time': 'Mon, 01 Jul 2019 13:00:00 GMT',
                   'time-interval-size': 3600, 'number-of-intervals': 3, 'repeated': 4}]},
       'endpoint-cost-map': {'ipv4:192.0.2.1': {'ipv6:2001:db8::1': [1, 2.5, null]}}}
      """;

  private static final String PROPERTIES =
      """
      {'meta': {'dependent-vtags': [{'resource-id': 'net', 'tag': 'abc'}]},
       'endpoint-properties': {'ipv4:192.0.2.1': {'net.pid': 'a', 'priv:x': 'y'}}}
      """;

  private static final String PROPERTY_MAP =
      """
      {'meta': {'dependent-vtags': [{'resource-id': 'net', 'tag': 'abc'}]},
       'property-map': {'ipv4:192.0.2.0/24': {'.region': 'n', 'net.pid': 'a'}, '.ane:x': {}}}
      """;

  private static final String DIRECTORY =
      """
      {'meta': {'cost-types': {'num': {'cost-mode': 'numerical', 'cost-metric': 'routingcost'}},
                'default-alto-network-map': 'net'},
       'resources': {
         'net': {'uri': 'net', 'media-type': 'application/alto-networkmap+json'},
         'costs': {'uri': 'http://alto.example.net/costs', 'uses': ['net'],
                   'media-type': 'application/alto-costmap+json',
                   'capabilities': {'cost-type-names': ['num']}},
         'ecs': {'uri': 'ecs', 'media-type': 'application/alto-endpointcost+json',
                 'accepts': 'application/alto-endpointcostparams+json',
                 'capabilities': {'cost-type-names': ['num'], 'cost-constraints': true}},
         'fcm': {'uri': 'fcm', 'media-type': 'application/alto-costmap+json', 'uses': ['net'],
                 'accepts': 'application/alto-costmapfilter+json',
                 'capabilities': {'cost-type-names': ['num'],
                   'calendar-attributes': [{'cost-type-names': ['num'],
                     'time-interval-size': 0.5, 'number-of-intervals': 24}]}},
         'eps': {'uri': 'eps', 'media-type': 'application/alto-endpointprop+json',
                 'accepts': 'application/alto-endpointpropparams+json', 'uses': ['net'],
                 'capabilities': {'prop-types': ['net.pid']}}}}
      """;

  private static final String ERROR =
      "{'meta': {'code': 'E_INVALID_FIELD_VALUE', 'field': 'a/b', 'value': 'x'}}";

  @TempDir private Path folder;

  private List<Finding> check(String... texts) throws IOException {
    var files = new java.util.ArrayList<Path>();
    for (var text : texts) {
      var file = folder.resolve(files.size() + ".json");
      files.add(Files.writeString(file, text.replace('\'', '"')));
    }
    return FileCheck.check(files);
  }

  @Test
  void findsNothingInWhatIsRight() throws IOException {
    assertThat(
            check(
                NETWORK_MAP, COST_MAP, MULTI, CALENDAR, PROPERTIES, PROPERTY_MAP, DIRECTORY, ERROR))
        .isEmpty();
  }

  private static String text(String document) {
    return switch (document) {
      case "network map" -> NETWORK_MAP;
      case "cost map" -> COST_MAP;
      case "several costs" -> MULTI;
      case "calendar" -> CALENDAR;
      case "properties" -> PROPERTIES;
      case "property map" -> PROPERTY_MAP;
      case "directory" -> DIRECTORY;
      default -> ERROR;
    };
  }

  @ParameterizedTest
  @CsvFileSource(resources = "planted-faults.csv", delimiter = '|', quoteCharacter = '`')
  void findsEveryPlantedFault(
      String document, String from, String to, String place, String rule, String text)
      throws IOException {
    var right = text(document);
    var pattern = from.contains("\\") ? from : java.util.regex.Pattern.quote(from);
    var wrong =
        right.replaceFirst(pattern, to == null ? "" : java.util.regex.Matcher.quoteReplacement(to));
    assertThat(wrong).isNotEqualTo(right);

    var findings = check(wrong);

    if ("none".equals(text)) {
      assertThat(findings).isEmpty();
      return;
    }
    assertThat(findings)
        .anySatisfy(
            each -> {
              assertThat(each.severity()).isEqualTo(Severity.ERROR);
              assertThat(each.place()).isEqualTo(place);
              assertThat(each.rule()).isEqualTo(rule);
              assertThat(each.text()).contains(text);
            });
  }

  @Test
  void holdsCostsAgainstTheirNetworkMap() throws IOException {
    var older = check(NETWORK_MAP, COST_MAP.replace("abc", "abb"));
    var stranger = check(COST_MAP.replace("'b': 2", "'c': 2"), NETWORK_MAP);

    assertThat(older)
        .extracting(Finding::text)
        .containsExactly("is about version abb of net, which has abc");
    assertThat(stranger)
        .extracting(Finding::text)
        .containsExactly("PIDs that the network map does not have: [c]");
  }

  @Test
  void tellsAFewOfMillions() throws IOException {
    var all =
        new StringBuilder("{'meta': {'vtag': {'resource-id': 'n', 'tag': 't'}}, 'network-map': {");
    for (int i = 0; i < 1_000; i++) all.append("'p ").append(i).append("': {}, ");

    var findings = check(all.append("'z': {}}}").toString());

    assertThat(findings).hasSize(201);
    assertThat(findings.getLast().text()).isEqualTo("800 more findings are left out");
  }

  @Test
  void warnsOfNamesThatNobodyRegistered() throws IOException {
    assertThat(check(COST_MAP.replace("routingcost", "beauty")))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.severity()).isEqualTo(Severity.WARNING);
              assertThat(each.rule()).isEqualTo("RFC 7285 §10.6");
            });
  }
}
