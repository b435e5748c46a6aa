// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictStatus;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.cbor.CborKey.Form;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The registered CBOR keys of RFC 9132, RFC 9133, RFC 9244 and RFC 9066, by number and by name. A
/// star behind the form marks a list.
public final class CborKeys {

  // RFC 9132 §6, Table 5.
  private static final String SIGNAL_CHANNEL =
      """
      1 ietf-dots-signal-channel:mitigation-scope map
      2 scope map*
      3 cdid text
      4 cuid text
      5 mid number
      6 target-prefix text*
      7 target-port-range map*
      8 lower-port number
      9 upper-port number
      10 target-protocol number*
      11 target-fqdn text*
      12 target-uri text*
      13 alias-name text*
      14 lifetime number
      15 mitigation-start counter
      16 status enumeration
      17 conflict-information map
      18 conflict-status enumeration
      19 conflict-cause enumeration
      20 retry-timer number
      21 conflict-scope map
      22 acl-list map*
      23 acl-name text
      24 acl-type text
      25 bytes-dropped counter
      26 bps-dropped counter
      27 pkts-dropped counter
      28 pps-dropped counter
      29 attack-status enumeration
      30 ietf-dots-signal-channel:signal-config map
      31 sid number
      32 mitigating-config map
      33 heartbeat-interval map
      34 max-value number
      35 min-value number
      36 current-value number
      37 missing-hb-allowed map
      38 max-retransmit map
      39 ack-timeout map
      40 ack-random-factor map
      41 max-value-decimal decimal
      42 min-value-decimal decimal
      43 current-value-decimal decimal
      44 idle-config map
      45 trigger-mitigation boolean
      46 ietf-dots-signal-channel:redirected-signal map
      47 alt-server text
      48 alt-server-record text*
      49 ietf-dots-signal-channel:heartbeat map
      50 probing-rate map
      51 peer-hb-status boolean
      """;

  // RFC 9133 §3.2.1, Table 1.
  private static final String FILTER_CONTROL =
      """
      52 activation-type enumeration
      53 ietf-dots-signal-control:acl-list map*
      """;

  // RFC 9244 §12, Table 3.
  private static final String TELEMETRY =
      """
      128 tsid number
      129 telemetry map*
      130 low-percentile decimal
      131 mid-percentile decimal
      132 high-percentile decimal
      133 unit-config map*
      134 unit enumeration
      135 unit-status boolean
      136 total-pipe-capacity map*
      137 link-id text
      138 pre-or-ongoing-mitigation map*
      139 total-traffic-normal map*
      140 low-percentile-g counter
      141 mid-percentile-g counter
      142 high-percentile-g counter
      143 peak-g counter
      144 total-attack-traffic map*
      145 total-traffic map*
      146 total-connection-capacity map*
      147 connection counter
      148 connection-client counter
      149 embryonic counter
      150 embryonic-client counter
      151 connection-ps counter
      152 connection-client-ps counter
      153 request-ps counter
      154 request-client-ps counter
      155 partial-request-max counter
      156 partial-request-client-max counter
      157 total-attack-connection map
      158 connection-c map
      159 embryonic-c map
      160 connection-ps-c map
      161 request-ps-c map
      162 attack-detail map*
      163 id number
      164 attack-id number
      165 attack-description text
      166 attack-severity enumeration
      167 start-time counter
      168 end-time counter
      169 source-count map
      170 top-talker map
      171 spoofed-status boolean
      172 partial-request-c map
      173 total-attack-connection-protocol map*
      174 baseline map*
      175 current-config map
      176 max-config-values map
      177 min-config-values map
      178 supported-unit-classes map
      179 server-originated-telemetry boolean
      180 telemetry-notify-interval number
      181 tmid number
      182 measurement-interval enumeration
      183 measurement-sample enumeration
      184 talker map*
      185 source-prefix text
      186 mid-list number*
      187 source-port-range map*
      188 source-icmp-type-range map*
      189 target map
      190 capacity counter
      191 protocol number
      192 total-traffic-normal-per-protocol map*
      193 total-traffic-normal-per-port map*
      194 total-connection-capacity-per-port map*
      195 total-traffic-protocol map*
      196 total-traffic-port map*
      197 total-attack-traffic-protocol map*
      198 total-attack-traffic-port map*
      199 total-attack-connection-port map*
      200 port number
      201 supported-query-type enumeration*
      202 vendor-id number
      203 ietf-dots-telemetry:telemetry-setup map
      204 ietf-dots-telemetry:total-traffic map*
      205 ietf-dots-telemetry:total-attack-traffic map*
      206 ietf-dots-telemetry:total-attack-connection map
      207 ietf-dots-telemetry:attack-detail map*
      208 ietf-dots-telemetry:telemetry map
      209 current-g counter
      210 description-lang text
      """;

  // RFC 9066 §6.2, Table 1.
  private static final String CALL_HOME =
      """
      32768 ietf-dots-call-home:source-prefix text*
      32769 ietf-dots-call-home:source-port-range map*
      32770 ietf-dots-call-home:source-icmp-type-range map*
      32771 lower-type number
      32772 upper-type number
      32773 ietf-dots-call-home:alt-ch-client text
      32774 ietf-dots-call-home:alt-ch-client-record text*
      32775 ietf-dots-call-home:ttl number
      """;

  private static final List<CborKey> ALL =
      Stream.of(SIGNAL_CHANNEL, FILTER_CONTROL, TELEMETRY, CALL_HOME)
          .flatMap(String::lines)
          .map(CborKeys::row)
          .toList();

  private static final Map<Integer, CborKey> BY_NUMBER = new HashMap<>();
  private static final Map<String, CborKey> BY_NAME = new HashMap<>();

  static {
    for (var key : ALL) {
      BY_NUMBER.put(key.number(), key);
      BY_NAME.put(key.name(), key);
    }
    // People leave the module out; that is unambiguous wherever the bare name is not another key.
    for (var key : ALL) BY_NAME.putIfAbsent(key.localName(), key);
  }

  private CborKeys() {}

  public static List<CborKey> all() {
    return ALL;
  }

  public static Optional<CborKey> of(long number) {
    return Optional.ofNullable(BY_NUMBER.get(Math.clamp(number, -1, 65_536)));
  }

  /// @param name with or without its YANG module
  public static Optional<CborKey> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// For messages: the name with the number, or the number alone.
  public static String describe(long number) {
    return of(number).map(CborKey::toString).orElseGet(() -> "key " + number);
  }

  private static CborKey row(String line) {
    String[] column = line.split(" ");
    int number = Integer.parseInt(column[0]);
    boolean isList = column[2].endsWith("*");
    var form = Form.valueOf(column[2].replace("*", "").toUpperCase(Locale.ROOT));
    return new CborKey(number, column[1], form, isList, labels(number));
  }

  private static List<String> labels(int number) {
    return switch (number) {
      case 16 -> Arrays.stream(MitigationState.values()).map(MitigationState::label).toList();
      case 18 -> Arrays.stream(ConflictStatus.values()).map(ConflictStatus::label).toList();
      case 19 -> Arrays.stream(ConflictCause.values()).map(ConflictCause::label).toList();
      case 29 -> Arrays.stream(AttackStatus.values()).map(AttackStatus::label).toList();
      // RFC 8783 §4.3
      case 52 -> List.of("activate-when-mitigating", "immediate", "deactivate");
      // RFC 9244 §11.1
      case 134 -> units();
      case 166 -> List.of("none", "low", "medium", "high", "unknown");
      case 182 -> List.of("5-minutes", "10-minutes", "30-minutes", "hour", "day", "week", "month");
      case 183 -> words("second 5-seconds 30-seconds minute 5-minutes 10-minutes 30-minutes hour");
      case 201 ->
          words(
              "target-prefix target-port target-protocol target-fqdn target-uri target-alias mid"
                  + " source-prefix source-port source-icmp-type content");
      default -> List.of();
    };
  }

  private static List<String> units() {
    return Stream.of("", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta")
        .flatMap(scale -> Stream.of("packet", "bit", "byte").map(unit -> scale + unit + "-ps"))
        .toList();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
