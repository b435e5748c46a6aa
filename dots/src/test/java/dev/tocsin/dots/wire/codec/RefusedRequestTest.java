// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.UpdateEfficacy;
import dev.tocsin.dots.wire.cbor.DotsJson;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server must not accept (RFC 9132 §4.4.1, §4.5.2, §6, §9), each with its code and reason.
class RefusedRequestTest {

  private static final String GOOD = "'target-prefix':['192.0.2.0/24'],'lifetime':60";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'target-prefix':['192.0.2.0/24']                       | lifetime (14), which is mandatory
          'lifetime':60                                          | none of target-prefix
          'lifetime':60,'target-protocol':[6]                    | none of target-prefix
          'target-prefix':['192.0.2.0/24'],'lifetime':0          | found 0
          'target-prefix':['192.0.2.0/24'],'lifetime':-2         | found -2
          'target-prefix':['192.0.2.0/24'],'lifetime':4294967296 | found 4294967296
          'target-prefix':[],'lifetime':60                       | target-prefix (6): is empty
          'target-prefix':[''],'lifetime':60                     | target-prefix (6): ''
          'target-prefix':['192.0.2.1/24'],'lifetime':60         | bits set behind
          'target-prefix':['192.0.2.0/33'],'lifetime':60         | is not a prefix
          'target-prefix':['www.example'],'lifetime':60          | is not a prefix
          'target-prefix':['127.0.0.1/32'],'lifetime':60         | loopback
          'target-prefix':['0.0.0.0/0'],'lifetime':60            | loopback
          'target-prefix':['::1/128'],'lifetime':60              | loopback
          'target-prefix':['232.1.0.0/16'],'lifetime':60         | multicast
          'target-prefix':['ff02::1/128'],'lifetime':60          | multicast
          'target-prefix':['255.255.255.255/32'],'lifetime':60   | broadcast
          'target-fqdn':[''],'lifetime':60                       | an empty name
          'target-fqdn':['a..b'],'lifetime':60                   | is not a name
          'target-fqdn':['-a.example'],'lifetime':60             | is not a name
          'target-fqdn':['192.0.2.1'],'lifetime':60              | is a number or an address
          'target-fqdn':['exämple.org'],'lifetime':60            | is not a name
          'target-uri':['www.example.com'],'lifetime':60         | is not a URI
          'target-uri':['http://a b/'],'lifetime':60             | is not a URI
          'target-uri':['mailto:a@b.example'],'lifetime':60      | is not a URI
          'alias-name':[''],'lifetime':60                        | an empty name
          'target-protocol':[256],%s                             | expected a number up to 255
          'target-port-range':[{}],%s                            | lower-port (8) is missing
          'target-port-range':[{'upper-port':5}],%s              | lower-port (8) is missing
          'target-port-range':[{'lower-port':9,'upper-port':5}],%s | upper-port 5 is below lower-port 9
          'target-port-range':[{'lower-port':65536}],%s          | expected a number up to 65535
          'attack-status':3,%s                                   | attack-status (29)
          'cuid':'x',%s                                          | cuid (4) does not belong here
          'mid':5,%s                                             | mid (5) does not belong here
          'status':1,%s                                          | status (16) does not belong here
          'acl-list':[],%s                                       | acl-list (22) does not belong here
          'ietf-dots-signal-control:acl-list':[],%s                  | acl-list (53): is empty
          'ietf-dots-signal-control:acl-list':[{'activation-type':'immediate'}],%s | acl-name (23) is missing
          'activation-type':'immediate',%s                           | activation-type (52) does not belong here
          'ietf-dots-telemetry:total-traffic':[],%s              | total-traffic (204) is not served yet
          'ietf-dots-call-home:source-prefix':['192.0.2.0/24'],%s | source-prefix (32768) is not served yet
          '100':1,%s                                             | unknown comprehension-required key 100
          '256':1,%s                                             | unknown comprehension-required key 256
          '16383':{},%s                                          | unknown comprehension-required key 16383
          """)
  void refusesMitigationRequestsWithTheReason(String attributes, String reason) {
    var refusal = refusal(put(scope(attributes.replace("%s", GOOD))));

    assertThat(refusal.code()).hasToString("4.00");
    assertThat(refusal).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"255", "16384", "20000", "49152", "65535"})
  void ignoresUnknownOptionalKeys(int key) {
    var request = read(put(scope("'%d':{'100':[1]},%s".formatted(key, GOOD))));

    assertThat(request).isEqualTo(read(put(scope(GOOD))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f6                     | expected a map
          a0                     | mitigation-scope (1) is missing
          a101a0                 | scope (2) is missing
          a101a10280             | is empty
          a101a10282a0a0         | more than one entry
          a1181ea0               | signal-config (30) does not belong here
          a101a10205             | expected an array, found an unsigned integer
          a101a10281a20e010e01   | lifetime (14) is there twice
          a161316132             | expected a number as the key of a map
          a101a10281a10ef5       | lifetime (14): expected an unsigned integer, found true or false
          a101a10281a10e01ff     | 1 bytes follow
          a101a10281a10e         | ends too early
          bf01bf029fbf0e         | ends too early
          d90110a0               | expected tag 271 or none, found 272
          a11b00000001000000010a | is not within 1-65535
          """)
  void refusesBrokenBodies(String hex, String reason) {
    var refusal = refusal(put(HexFormat.of().parseHex(hex)));

    assertThat(refusal.code()).hasToString("4.00");
    assertThat(refusal).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    | .well-known/dots/mitigat/cuid=a/mid=1      | 4.04
          PUT    | .well-known/dot/mitigate/cuid=a/mid=1      | 4.04
          PUT    | .well-known/dots                           | 4.04
          PUT    | well-known/dots/hb                         | 4.04
          GET    | .well-known/dots/tm/cuid=a                 | 4.04
          POST   | .well-known/dots/mitigate/cuid=a/mid=1     | 4.05
          OTHER  | .well-known/dots/mitigate/cuid=a/mid=1     | 4.05
          GET    | .well-known/dots/hb                        | 4.05
          DELETE | .well-known/dots/hb                        | 4.05
          PUT    | .well-known/dots/mitigate/mid=1            | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a           | 4.00
          PUT    | .well-known/dots/mitigate/mid=1/cuid=a     | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/cdid=b/mid=1 | 4.00
          PUT    | .well-known/dots/mitigate/cuid=/mid=1      | 4.00
          PUT    | .well-known/dots/mitigate/cdid=/cuid=a/mid=1 | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=      | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=x     | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=-1    | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=4294967296 | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=1/mid=2 | 4.00
          PUT    | .well-known/dots/mitigate/cuid=a/mid=1/x=2 | 4.00
          DELETE | .well-known/dots/mitigate/cuid=a           | 4.00
          DELETE | .well-known/dots/mitigate                  | 4.00
          GET    | .well-known/dots/mitigate                  | 4.00
          PUT    | .well-known/dots/config                    | 4.00
          PUT    | .well-known/dots/config/cuid=a/sid=1       | 4.00
          PUT    | .well-known/dots/hb/cuid=a                 | 4.00
          """)
  void refusesPathsAndMethods(Method method, String path, String code) {
    var message = message(method, List.of(path.split("/")), List.of(), 271, scope(GOOD));

    assertThat(refusal(message).code()).hasToString(code);
  }

  @Test
  void refusesAVisiblyWrongCuid() {
    for (var cuid : List.of("a b", "a\nb", "ä", "a".repeat(251))) {
      var path = List.of(".well-known", "dots", "mitigate", "cuid=" + cuid);
      var refusal = refusal(message(Method.GET, path, List.of(), 271, new byte[0]));
      assertThat(refusal.code()).hasToString("4.00");
    }
  }

  @ParameterizedTest
  @CsvSource({"50", "60", "-1"})
  void refusesOtherContentFormats(int format) {
    var message = message(Method.PUT, MITIGATE, List.of(), format, scope(GOOD));

    assertThat(refusal(message).code()).hasToString("4.15");
  }

  @Test
  void refusesUnknownQueries() {
    for (var query : List.of("c=x", "c", "d=a", "c=n&c=a")) {
      var message = message(Method.GET, MITIGATE, List.of(query), -1, new byte[0]);
      assertThat(refusal(message).code()).hasToString("4.00");
    }
    var put = message(Method.PUT, MITIGATE, List.of("c=a"), 271, scope(GOOD));
    assertThat(refusal(put).code()).hasToString("4.00");
  }

  @Test
  void refusesBodiesOfUnreasonableSize() {
    assertThat(refusal(put(new byte[32_769])).code()).hasToString("4.13");

    String prefixes = "'192.0.2.0/24',".repeat(256) + "'192.0.2.0/24'";
    assertThat(refusal(put(scope("'target-prefix':[" + prefixes + "],'lifetime':1"))))
        .hasMessageContaining("at most 256 entries");
  }

  @Test
  void refusesDeepNestingInKeysThatItIgnores() {
    var deep = HexFormat.of().parseHex("a119c000" + "81".repeat(40) + "80");

    assertThat(refusal(put(deep))).hasMessageContaining("nested deeper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                                                   | has no parameter
          {'idle-config':{}}                                                   | is empty
          {'idle-config':{'probing-rate':{}}}                                  | is empty
          {'idle-config':{'probing-rate':{'current-value':65536}}}             | up to 65535
          {'idle-config':{'probing-rate':{'current-value-decimal':'1.00'}}}    | does not belong here
          {'idle-config':{'ack-timeout':{'current-value':1}}}                  | does not belong here
          {'idle-config':{'probing-rate':{'current-value':1,'max-value':2}}}   | only a server
          {'sid':1,'idle-config':{'probing-rate':{'current-value':1}}}         | sid (31) does not belong
          {'101':1}                                                            | key 101
          """)
  void refusesConfigurationsWithTheReason(String config, String reason) {
    var path = List.of(".well-known", "dots", "config", "sid=1");
    var refusal =
        refusal(
            message(Method.PUT, path, List.of(), 271, cbor("{'signal-config':" + config + "}")));

    assertThat(refusal.code()).hasToString("4.00");
    assertThat(refusal).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"a0", "a11831a0", "a11831a1183301", "a11831f5", "a11831a11833f500"})
  void refusesHeartbeatsWithoutStatus(String hex) {
    var path = List.of(".well-known", "dots", "hb");
    var body = HexFormat.of().parseHex(hex);

    assertThat(refusal(message(Method.PUT, path, List.of(), 271, body)).code()).hasToString("4.00");
  }

  @Test
  void dropsTheCdidOfAClient() {
    var path = List.of(".well-known", "dots", "mitigate", "cdid=7eea", "cuid=a", "mid=1");

    assertThat(read(message(Method.PUT, path, List.of(), 271, scope(GOOD))))
        .isEqualTo(read(put(scope(GOOD))));
  }

  @Test
  void acceptsTheDotsTagAndIndefiniteLengths() {
    byte[] plain = scope(GOOD);
    String hex = HexFormat.of().formatHex(plain);
    // {_ 1: {_ 2: [_ {_ 6: ["192.0.2.0/24"], 14: 60}]}}
    String indefinite = "bf01bf029fbf" + hex.substring("a101a10281a2".length()) + "ffffffff";

    assertThat(read(put(HexFormat.of().parseHex("d9010f" + hex)))).isEqualTo(read(put(plain)));
    assertThat(read(put(HexFormat.of().parseHex(indefinite)))).isEqualTo(read(put(plain)));
  }

  @Test
  void wantsAnAttackStatusInAnEfficacyUpdateButNoLifetime() {
    var withoutStatus = refusal(conditional(scope(GOOD)));
    var update =
        (UpdateEfficacy) read(conditional(scope("'target-fqdn':['a.example'],'attack-status':1")));

    assertThat(withoutStatus.code()).hasToString("4.00");
    assertThat(withoutStatus).hasMessageContaining("attack-status (29)");
    assertThat(update.lifetimeSeconds()).isEmpty();
  }

  @Test
  void readsIndefiniteAndLongestLifetimes() {
    var indefinite = (Mitigate) read(put(scope("'alias-name':['web'],'lifetime':-1")));
    var longest = (Mitigate) read(put(scope("'alias-name':['web'],'lifetime':4294967295")));

    assertThat(indefinite.request().lifetimeSeconds()).isEqualTo(-1);
    assertThat(longest.request().lifetimeSeconds()).isEqualTo(4_294_967_295L);
  }

  private static final List<String> MITIGATE =
      List.of(".well-known", "dots", "mitigate", "cuid=a", "mid=1");

  private static byte[] scope(String attributes) {
    return cbor("{'mitigation-scope':{'scope':[{" + attributes + "}]}}");
  }

  private static byte[] cbor(String json) {
    return DotsJson.toCbor(DotsJson.parse(json.replace('\'', '"')));
  }

  private static CoapMessage.Request put(byte[] body) {
    return message(Method.PUT, MITIGATE, List.of(), 271, body);
  }

  private static CoapMessage.Request conditional(byte[] body) {
    return new CoapMessage.Request(
        Method.PUT,
        MITIGATE,
        List.of(),
        OptionalInt.of(271),
        OptionalInt.empty(),
        true,
        false,
        body);
  }

  private static CoapMessage.Request message(
      Method method, List<String> path, List<String> query, int format, byte[] body) {
    var contentFormat = format < 0 ? OptionalInt.empty() : OptionalInt.of(format);
    return new CoapMessage.Request(
        method, path, query, contentFormat, OptionalInt.empty(), false, false, body);
  }

  private static SignalRequest read(CoapMessage.Request message) {
    return SignalCodec.readRequest(message);
  }

  private static RefusedException refusal(CoapMessage.Request message) {
    var refusal = catchThrowableOfType(RefusedException.class, () -> read(message));
    assertThat(refusal).as("refused").isNotNull();
    return refusal;
  }
}
