// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PropertyFileTest {

  private static final QualifiedName IPV4 = QualifiedName.domain("ipv4").orElseThrow();
  private static final QualifiedName IPV6 = QualifiedName.domain("ipv6").orElseThrow();
  private static final QualifiedName PIDS = QualifiedName.of("net", "pid");
  private static final QualifiedName SITE = QualifiedName.selfDefined("priv:site");
  private static final QualifiedName ACCESS = QualifiedName.selfDefined("priv:access");
  private static final Map<QualifiedName, List<QualifiedName>> MAPPINGS =
      Map.of(
          IPV4, List.of(SITE, ACCESS, PIDS),
          IPV6, List.of(SITE, ACCESS),
          PIDS, List.of(SITE));

  private final PropertyMap.Builder builder = new PropertyMap.Builder();
  private final PropertyFile file = new PropertyFile("sites", MAPPINGS, builder);

  @Test
  void readsWhatASpreadsheetWrites() {
    // when
    int count =
        file.csv(
            """
            # sites of 2026
            entity,priv:site, .priv:access
            192.0.2.0/24,"Frankfurt, ""FRA\""",fiber

            ipv4:192.0.2.66,null ,
            2001:db8::/32, wien ,
            net.pid:transit,abroad,
            """
                .lines()
                .toList());

    // then
    var map = builder.build();
    assertThat(count).isEqualTo(4);
    assertThat(value(map, IPV4, SITE, "192.0.2.1")).isEqualTo("\"Frankfurt, \\\"FRA\\\"\"");
    assertThat(value(map, IPV4, SITE, "192.0.2.66")).isEqualTo("null");
    assertThat(value(map, IPV4, ACCESS, "192.0.2.66")).isEqualTo("\"fiber\"");
    assertThat(value(map, IPV6, SITE, "2001:db8::1")).isEqualTo("\"wien\"");
    assertThat(map.of(new Entity.Named(PIDS, "transit")).get(SITE).stringValue())
        .isEqualTo("abroad");
  }

  @Test
  void readsWhatAPropertyMapLooksLike() {
    var text =
        """
        {"meta": {}, "property-map": {
          "ipv4:192.0.2.0/24": {".priv:site": "fra", "priv:access": {"down": 100}},
          "net.pid:transit": {".priv:site": null}}}
        """;

    assertThat(file.json(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(2);

    var map = builder.build();
    assertThat(value(map, IPV4, ACCESS, "192.0.2.1")).isEqualTo("{\"down\":100}");
    assertThat(map.of(new Entity.Named(PIDS, "transit")).get(SITE).isNull()).isTrue();
  }

  private static String value(
      PropertyMap map, QualifiedName domain, QualifiedName property, String address) {
    return map.values(domain, property)
        .flatMap(values -> values.find(Prefix.parse(address)))
        .map(JsonNode::toString)
        .orElse("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          entity,color;1.2.3.4,red                      | line 1
          entity,net.pid;1.2.3.4,a                      | line 1
          entity,priv:site;1.2.3.4                      | line 2
          entity,priv:site;1.2.3.4,a;1.2.3.0/22,b,c     | line 3
          entity,priv:site;1.2.3.4/24,a                 | line 2
          entity,priv:site;1.2.3.4,a;1.2.3.4/32,b       | line 3
          entity,priv:site;net.ipv4:1.2.3.4,a           | line 2
          entity,priv:access;net.pid:a,x                | line 2
          entity,priv:site;net.pid:a b,x                | line 2
          entity,priv:site;1.2.3.4,"open                | line 2
          entity,priv:site;1.2.3.4,"open" air           | line 2
          # nothing                                     | line 1
          """)
  void namesTheLineOfWhatIsWrong(String lines, String place) {
    assertThatThrownBy(() -> file.csv(List.of(lines.strip().split(";"))))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("sites, " + place.strip() + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"ipv4:1.2.3.4\": {\"priv:site\": \"a\"",
        "{\"ipv4:1.2.3.4\": \"a\"}",
        "{\"ipv4:1.2.3.400\": {}}",
        "{\"ipv4:1.2.3.4\": {\"priv:color\": 1}}",
        "{\"ipv4:1.2.3.4\": {}, \"ipv4:1.2.3.4\": {}}",
        "{\"ipv4:1.2.3.4\": {\"priv:site\": \"a\"}, \"1.2.3.4/32\": {\".priv:site\": \"a\"}}",
      })
  void refusesWhatIsNoTable(String text) {
    assertThatThrownBy(() -> file.json(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("sites, ");
  }
}
