// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.dots.core.client.data.ResourceText;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Acl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceFileTest {

  private static Resources read(String text) {
    return ConfigFile.parse(Path.of("resources.yaml"), text, ResourceFile::read);
  }

  private static Resources entry(String match) {
    return read(
        "lists: [{name: l, type: %s, entries: [{name: e, action: drop, match: %s}]}]"
            .formatted(match.contains("ipv6") ? "ipv6" : "ipv4", match));
  }

  @Test
  void readsTheExample() {
    var resources = ResourceFile.read(Path.of("../docs/examples/resources.yaml"));

    assertThat(resources.aliases()).extracting(each -> each.name()).containsExactly("web", "mail");
    assertThat(resources.lists())
        .extracting(Acl::name, Acl::activation)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("partners", ActivationType.IMMEDIATE),
            org.assertj.core.groups.Tuple.tuple(
                "in-an-attack", ActivationType.ACTIVATE_WHEN_MITIGATING));
    assertThat(ResourceText.of(resources.lists().getFirst()))
        .containsEntry(
            "entry 'resolver'",
            "accept up to 125000 bytes/s: ipv4 source 203.0.113.53/32, destination"
                + " 198.51.100.10/32, udp source-port 53, destination-port at least 1024");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {ipv4: {dscp: 46, ecn: 1, length: 100, ttl: 9, protocol: tcp, ihl: 5, flags: [more], offset: 20, \
          identification: 7}} | \
          ipv4 dscp 46, ecn 1, length 100, ttl 9, protocol 6, ihl 5, flags more, offset 20, identification 7
          {ipv4: {source: 192.0.2.0/24, destination: 198.51.100.1, fragment: {operator: not any, type: [ff, lf]}}} | \
          ipv4 source 192.0.2.0/24, destination 198.51.100.1/32, fragment not any ff lf
          {ipv6: {source: '2001:db8::/32', hop-limit: 1, flow-label: 1048575, fragment: {type: isf}}} | \
          ipv6 source 2001:db8::/32, hop-limit 1, flow-label 1048575, fragment match isf
          {tcp: {sequence-number: 4294967295, acknowledgement-number: 1, data-offset: 5, reserved: 0, \
          flags: [syn, ack]}} | \
          tcp sequence-number 4294967295, acknowledgement-number 1, data-offset 5, reserved 0, flags ack syn
          {tcp: {window-size: 1, urgent-pointer: 2, options: AgQFtA==, flags: none}} | \
          tcp flags none, window-size 1, urgent-pointer 2, options AgQFtA==
          {tcp: {flags-bitmask: {operator: not match, bitmask: [syn, ack]}, source-port: not 22, \
          destination-port: 1-1023}} | \
          tcp source-port not 22, destination-port 1-1023, flags-bitmask not match 18
          {udp: {length: 8, source-port: at most 1023, destination-port: 53}} | \
          udp source-port at most 1023, destination-port 53, length 8
          {icmp: {type: 3, code: 4, rest-of-header: AAAA}} | icmp type 3, code 4, rest-of-header AAAA
          {} | any packet
          """)
  void readsEveryFieldOfAMatch(String match, String words) {
    var list = entry(match).lists().getFirst();

    assertThat(ResourceText.of(list.aces().getFirst().matches())).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {ipv4: {source: '2001:db8::1'}, icmp: {}} | expected a prefix of IPv4
          {ipv4: {flags: [more], fragment: {type: [isf]}}} | either 'flags' or 'fragment'
          {ipv6: {fragment: {type: [df]}}} | expected no 'df'
          {tcp: {flags: [syn], flags-bitmask: {bitmask: 2}}} | either 'flags' or 'flags-bitmask'
          {tcp: {}, udp: {}} | only one of tcp, udp, icmp
          {ipv4: {protocol: 17}, tcp: {}} | expected 6 as the match on the transport says
          {ipv4: {fragment: {type: none}}} | at least one of df, isf, ff, lf
          {tcp: {source-port: odd}} | expected a port, 8000-8100
          {tcp: {colour: 1}} | unknown key 'colour'
          {icmp: {rest-of-header: '!'}} | rest-of-header
          """)
  void refusesWhatNoServerWouldTake(String match, String complaint) {
    assertThatThrownBy(() -> entry(match))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("resources.yaml:1:")
        .hasMessageContaining(complaint);
  }

  @Test
  void complainsOfEverythingAtOnceWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    aliases:
                      - name: web
                        ports: [80]
                      - name: loop
                        prefixes: [127.0.0.1]
                    lists:
                      - name: l
                        entries:
                          - {name: e, action: drop, rate-limit: 5}
                          - {name: e, action: shrug}
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.complaints())
                    .extracting(each -> each.line())
                    .containsAll(List.of(2, 5, 9, 10)))
        .hasMessageContaining("the alias stands for nothing")
        .hasMessageContaining("only 'accept' has a rate")
        .hasMessageContaining("a name that no other entry of the list has");
  }
}
