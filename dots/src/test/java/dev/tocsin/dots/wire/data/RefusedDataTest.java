// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server refuses, and that it names the element. In the tables quotes are written as `~`.
class RefusedDataTest {

  private static final String DATA = "/ietf-dots-data-channel:dots-data";
  private static final String CLIENT = DATA + "/dots-client[cuid='a']";
  private static final String ALIAS = CLIENT + "/aliases/alias[name='w']";
  private static final String ACL = CLIENT + "/acls/acl[name='l']";
  private static final String ACE = ACL + "/aces/ace[name='e']";
  private static final DataRequestCodec CODEC =
      new DataRequestCodec(new DataPath(DataPath.DEFAULT_ROOT), DataLimits.REQUEST);

  /// Members of one alias, and what is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~name~:~w~ | missing-attribute | | expected at least one of target-prefix",
        "~name~:~w~,~target-protocol~:[6] | missing-attribute | | expected at least one",
        "~name~:~w~,~target-ip~:[~192.0.2.1~] | unknown-element | /target-ip | is not known here",
        "~name~:~w~,~target-prefix~:~192.0.2.0/24~ | invalid-value | /target-prefix | expected an array, found the text '192.0.2.0/24'",
        "~name~:~w~,~target-prefix~:[7] | invalid-value | /target-prefix[.='7'] | expected text, found the number 7",
        "~name~:~w~,~target-prefix~:[null] | invalid-value | /target-prefix | expected text, found null",
        "~name~:~w~,~target-prefix~:[~192.0.2.1/24~] | invalid-value | /target-prefix[.='192.0.2.1/24'] | did you mean 192.0.2.0/24?",
        "~name~:~w~,~target-prefix~:[~127.0.0.1~] | invalid-value | /target-prefix[.='127.0.0.1'] | loopback",
        "~name~:~w~,~target-prefix~:[~224.0.0.0/4~] | invalid-value | /target-prefix[.='224.0.0.0/4'] | multicast",
        "~name~:~w~,~target-prefix~:[~255.255.255.255~] | invalid-value | /target-prefix[.='255.255.255.255'] | broadcast",
        "~name~:~w~,~target-prefix~:[~192.0.2.1~,~192.0.2.1/32~] | invalid-value | /target-prefix[.='192.0.2.1/32'] | more than once",
        "~name~:~w~,~target-fqdn~:[~not a name~] | invalid-value | /target-fqdn[.='not a name'] | is not a name like",
        "~name~:~w~,~target-uri~:[~/path~] | invalid-value | /target-uri[.='/path'] | is not a URI like",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[256] | invalid-value | /target-protocol[.='256'] | expected a whole number within 0-255, found the number 256",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[~6~] | invalid-value | /target-protocol[.='6'] | found the text '6'",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[6.0] | invalid-value | /target-protocol[.='6.0'] | whole number",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[1e2] | invalid-value | /target-protocol[.='1e2'] | whole number",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[-0] | invalid-value | /target-protocol[.='-0'] | whole number",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-protocol~:[99999999999999999999] | invalid-value | /target-protocol[.='99999999999999999999'] | whole number",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-port-range~:[{}] | missing-attribute | /target-port-range[1]/lower-port | is missing",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-port-range~:[{~lower-port~:80,~upper-port~:79}] | invalid-value | /target-port-range[lower-port='80']/upper-port | expected at least the lower-port 80, found 79",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-port-range~:[{~lower-port~:80},{~lower-port~:80}] | invalid-value | /target-port-range[lower-port='80'] | more than once",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-port-range~:[{~lower-port~:80,~port~:1}] | unknown-element | /target-port-range[lower-port='80']/port | is not known",
        "~name~:~w~,~target-fqdn~:[~h.example~],~pending-lifetime~:5 | invalid-value | /pending-lifetime | is read-only",
        "~name~:~w~,~target-fqdn~:[~h.example~],~target-fqdn~:[~h.example~] | invalid-value | /target-fqdn | more than once",
        "~name~:~w~,~ietf-dots-data-channel:target-fqdn~:[~h.example~] | unknown-element | /ietf-dots-data-channel:target-fqdn | is not known",
        "~name~:~w~,~target-fqdn~:[~h.example~],~@name~:{} | unknown-element | | '@name' is not known",
      })
  void aliases(String members, String tag, String below, String message) {
    var error = refused("POST", "/dots-client=a", "aliases", "{~alias~:[{" + members + "}]}");

    expect(error, tag, ALIAS + (below == null ? "" : below), message);
  }

  /// Members of `matches`, and what is wrong with them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~ipv4~:{~dscp~:64} | invalid-value | /ipv4/dscp | within 0-63, found the number 64",
        "~ipv4~:{~ecn~:4} | invalid-value | /ipv4/ecn | within 0-3",
        "~ipv4~:{~length~:65536} | invalid-value | /ipv4/length | within 0-65535",
        "~ipv4~:{~ttl~:256} | invalid-value | /ipv4/ttl | within 0-255",
        "~ipv4~:{~hop-limit~:1} | unknown-element | /ipv4/hop-limit | is not known",
        "~ipv4~:{~protocol~:-1} | invalid-value | /ipv4/protocol | within 0-255",
        "~ipv4~:{~ihl~:4} | invalid-value | /ipv4/ihl | within 5-60",
        "~ipv4~:{~offset~:19} | invalid-value | /ipv4/offset | within 20-65535",
        "~ipv4~:{~identification~:65536} | invalid-value | /ipv4/identification | within 0-65535",
        "~ipv4~:{~flags~:~df~} | invalid-value | /ipv4/flags | expected bits of reserved, fragment, more",
        "~ipv4~:{~flags~:~more more~} | invalid-value | /ipv4/flags | found more twice",
        "~ipv4~:{~flags~:[~more~]} | invalid-value | /ipv4/flags | names of bits in one text, found an array",
        "~ipv4~:{~flags~:~more~,~fragment~:{~type~:~isf~}} | invalid-value | /ipv4/flags | either flags or fragment",
        "~ipv4~:{~fragment~:{}} | missing-attribute | /ipv4/fragment/type | is missing",
        "~ipv4~:{~fragment~:{~type~:~~}} | invalid-value | /ipv4/fragment/type | at least one bit",
        "~ipv4~:{~fragment~:{~type~:~isf~,~operator~:~match any~}} | invalid-value | /ipv4/fragment/operator | expected match, not match, any, not any",
        "~ipv4~:{~fragment~:{~type~:~isf~,~operator~:~not~}} | invalid-value | /ipv4/fragment/operator | expected match",
        "~ipv4~:{~fragment~:{~type~:~isf~,~operator~:~not not~}} | invalid-value | /ipv4/fragment/operator | expected match",
        "~ipv4~:{~source-ipv4-network~:~2001:db8::/32~} | invalid-value | /ipv4/source-ipv4-network | expected a prefix of ipv4",
        "~ipv4~:{~source-ipv4-network~:~192.0.2.0/33~} | invalid-value | /ipv4/source-ipv4-network | 33",
        "~ipv4~:{~source-ipv6-network~:~2001:db8::/32~} | unknown-element | /ipv4/source-ipv6-network | is not known",
        "~ipv4~:{~flow-label~:1} | unknown-element | /ipv4/flow-label | is not known",
        "~ipv4~:[] | invalid-value | /ipv4 | expected an object, found an array",
        "~ipv4~:{},~ipv6~:{} | invalid-value | /ipv6 | either ipv4 or ipv6",
        "~ipv6~:{} | unknown-element | /ipv6 | in a list of type ipv4-acl-type",
        "~eth~:{} | unknown-element | /eth | is not known",
        "~tcp~:{},~udp~:{} | invalid-value | /udp | one of tcp, udp and icmp",
        "~tcp~:{~sequence-number~:4294967296} | invalid-value | /tcp/sequence-number | within 0-4294967295",
        "~tcp~:{~data-offset~:16} | invalid-value | /tcp/data-offset | within 5-15",
        "~tcp~:{~flags~:~syn~,~flags-bitmask~:{~bitmask~:2}} | invalid-value | /tcp/flags | either flags or flags-bitmask",
        "~tcp~:{~flags-bitmask~:{~operator~:~match~}} | missing-attribute | /tcp/flags-bitmask/bitmask | is missing",
        "~tcp~:{~flags-bitmask~:{~bitmask~:65536}} | invalid-value | /tcp/flags-bitmask/bitmask | within 0-65535",
        "~tcp~:{~options~:~AA==A~} | invalid-value | /tcp/options | expected base64",
        "~tcp~:{~options~:~~} | invalid-value | /tcp/options | expected 1 to 40 bytes, found 0",
        "~udp~:{~length~:true} | invalid-value | /udp/length | found true",
        "~udp~:{~source-port-range-or-operator~:{~lower-port~:5}} | missing-attribute | /udp/source-port-range-or-operator/upper-port | is missing",
        "~udp~:{~source-port-range-or-operator~:{~lower-port~:5,~upper-port~:4}} | invalid-value | /udp/source-port-range-or-operator/upper-port | at least the lower-port 5",
        "~udp~:{~source-port-range-or-operator~:{~lower-port~:5,~upper-port~:6,~port~:7}} | invalid-value | /udp/source-port-range-or-operator/port | either a range",
        "~udp~:{~source-port-range-or-operator~:{~operator~:~eq~}} | missing-attribute | /udp/source-port-range-or-operator/port | is missing",
        "~udp~:{~source-port-range-or-operator~:{~operator~:~lt~,~port~:1}} | invalid-value | /udp/source-port-range-or-operator/operator | expected lte, gte, eq, neq",
        "~udp~:{~destination-port~:53} | unknown-element | /udp/destination-port | is not known",
        "~icmp~:{~type~:256} | invalid-value | /icmp/type | within 0-255",
        "~icmp~:{~rest-of-header~:7} | invalid-value | /icmp/rest-of-header | base64 in quotes",
        "~ipv4~:{~protocol~:17},~tcp~:{} | invalid-value | /ipv4/protocol | expected 6 as the match on the transport says, found 17",
        "~ipv4~:{~protocol~:58},~icmp~:{} | invalid-value | /ipv4/protocol | expected 1 ",
      })
  void matches(String members, String tag, String below, String message) {
    var error =
        refusedAce("~name~:~e~,~matches~:{" + members + "},~actions~:{~forwarding~:~drop~}");

    expect(error, tag, ACE + "/matches" + below, message);
  }

  /// Members of an entry, and what is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~name~:~e~ | missing-attribute | /actions | is missing",
        "~name~:~e~,~actions~:{} | missing-attribute | /actions/forwarding | is missing",
        "~name~:~e~,~actions~:{~forwarding~:~reject~} | invalid-value | /actions/forwarding | expected accept, drop, found the text 'reject'",
        "~name~:~e~,~actions~:{~forwarding~:~ietf-dots-data-channel:drop~} | invalid-value | /actions/forwarding | expected accept, drop",
        "~name~:~e~,~actions~:{~forwarding~:~drop~,~rate-limit~:~1.00~} | unknown-element | /actions/rate-limit | with accept only",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:20} | invalid-value | /actions/rate-limit | two decimals in quotes, found the number 20",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:~20.001~} | invalid-value | /actions/rate-limit | at most two decimals",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:~-1.00~} | invalid-value | /actions/rate-limit | not negative",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:~1e5~} | invalid-value | /actions/rate-limit | two decimals",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:~NaN~} | invalid-value | /actions/rate-limit | two decimals",
        "~name~:~e~,~actions~:{~forwarding~:~accept~,~rate-limit~:~99999999999999999.99~} | invalid-value | /actions/rate-limit | not negative",
        "~name~:~e~,~actions~:{~forwarding~:~drop~},~statistics~:{} | invalid-value | /statistics | is read-only",
        "~name~:~e~,~actions~:{~forwarding~:~drop~},~comment~:~x~ | unknown-element | /comment | is not known",
      })
  void entries(String members, String tag, String below, String message) {
    expect(refusedAce(members), tag, ACE + below, message);
  }

  /// Members of a list, and what is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~name~:~l~,~type~:~eth-acl-type~ | invalid-value | /type | expected ipv4-acl-type, ipv6-acl-type",
        "~name~:~l~,~activation-type~:~now~ | invalid-value | /activation-type | expected activate-when-mitigating, immediate, deactivate",
        "~name~:~l~,~activation-type~:2 | invalid-value | /activation-type | found the number 2",
        "~name~:~l~,~pending-lifetime~:10080 | invalid-value | /pending-lifetime | is read-only",
        "~name~:~l~,~aces~:[] | invalid-value | /aces | expected an object, found an array",
        "~name~:~l~,~ace~:[] | unknown-element | /ace | is not known",
        "~name~:~l~,~aces~:{~ace~:[{~name~:~e~,~matches~:{~icmp~:{}},~actions~:{~forwarding~:~drop~}}]} | missing-attribute | /type | to tell ICMP from ICMPv6",
        "~name~:~l~,~aces~:{~ace~:[{~actions~:{~forwarding~:~drop~}}]} | missing-attribute | /aces/ace[1]/name | is missing",
      })
  void lists(String members, String tag, String below, String message) {
    var error = refused("POST", "/dots-client=a", "acls", "{~acl~:[{" + members + "}]}");

    expect(error, tag, ACL + below, message);
  }

  /// What is wrong around it: method, path below the root, body, error.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | | {~d:dots-client~:[{}]} | missing-attribute | /dots-client[1]/cuid | is missing",
        "POST | | {~d:dots-client~:[]} | missing-attribute | /dots-client | expected an entry",
        "POST | | {~d:dots-client~:[{~cuid~:~a~},{~cuid~:~b~}]} | invalid-value | /dots-client | exactly one entry, found 2",
        "POST | | {~d:dots-client~:[{~cuid~:~a~},{~cuid~:~a~}]} | invalid-value | /dots-client[cuid='a'] | more than once",
        "POST | | {~d:dots-client~:[{~cuid~:~~}]} | invalid-value | /dots-client[1]/cuid | expected 1 to 250 characters",
        "POST | | {~d:dots-client~:[{~cuid~:~a b~}]} | invalid-value | /dots-client[cuid='a b']/cuid | visible ASCII",
        "POST | | {~d:dots-client~:[{~cuid~:7}]} | invalid-value | /dots-client[cuid='7']/cuid | expected text",
        "POST | | {~dots-client~:[]} | unknown-element | /dots-client | expected ietf-dots-data-channel:dots-client, found 'dots-client'",
        "POST | | {~d:acls~:{}} | unknown-element | /ietf-dots-data-channel:acls | expected ietf-dots-data-channel:dots-client",
        "POST | | {} | missing-attribute | /dots-client | expected ietf-dots-data-channel:dots-client",
        "POST | | [] | invalid-value | | expected an object with ietf-dots-data-channel:dots-client, found an array",
        "POST | /dots-client=a | {~d:aliases~:{},~d:acls~:{}} | invalid-value | /dots-client[cuid='a']/ietf-dots-data-channel:acls | found both",
        "POST | /dots-client=a | {~d:aliases~:{}} | missing-attribute | /dots-client[cuid='a']/aliases/alias | expected an entry",
        "POST | /dots-client=a | {~d:acls~:{~acl~:[{~name~:~it's~,~x~:1}]}} | unknown-element | /dots-client[cuid='a']/acls/acl[name=~it's~]/x | is not known",
        "POST | /dots-client=a | {~d:acls~:{~acl~:[{~name~:~'\\~~,~x~:1}]}} | unknown-element | /dots-client[cuid='a']/acls/acl[1]/x | is not known",
        "PUT | /dots-client=a | {~d:dots-client~:[{~cuid~:~b~}]} | invalid-value | /dots-client[cuid='a']/cuid | expected 'a' as in the URI, found 'b'",
        "PUT | /dots-client=a/acls/acl=l | {~d:acl~:[{~name~:~m~}]} | invalid-value | /dots-client[cuid='a']/acls/acl[name='l']/name | expected 'l' as in the URI, found 'm'",
        "PUT | /dots-client=a/acls/acl=l | {~d:acls~:{~acl~:[]}} | missing-attribute | /dots-client[cuid='a']/acls/acl | expected an entry",
        "PUT | /dots-client=a/acls/acl=l | | invalid-value | /dots-client[cuid='a']/acls/acl[name='l'] | expected a body, found none",
      })
  void bodies(String method, String path, String body, String tag, String below, String message) {
    var error =
        refused(
            method,
            below(path),
            body == null ? "" : body.replace("~d:", "~ietf-dots-data-channel:"));

    expect(error, tag, DATA + below(below).replace('~', '"'), message);
  }

  private static String below(String path) {
    return path == null ? "" : path;
  }

  /// What is no JSON for us at all.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | not JSON",
        "{~a~:NaN} | not JSON",
        "{~a~:Infinity} | not JSON",
        "{~a~:01} | not JSON",
        "{~a~:1,} | not JSON",
        "{~a~:1}{} | expected nothing behind",
        "{~a~:~\\ud800~~} | not JSON",
        "/**/{} | not JSON",
      })
  void malformed(String body, String message) {
    var error = refused("POST", "", body);

    assertThat(error.tag()).isEqualTo("malformed-message");
    assertThat(error.path()).isEmpty();
    assertThat(error.message()).contains(message);
  }

  @Test
  void deepNesting() {
    var error = refused("POST", "", "[".repeat(100_000));

    assertThat(error.tag()).isEqualTo("malformed-message");
    assertThat(error.message()).contains("nesting depth");
  }

  @Test
  void endlessNumbersAndNames() {
    assertThat(refused("POST", "", "{~a~:" + "9".repeat(5000) + "}").tag())
        .isEqualTo("malformed-message");
    assertThat(refused("POST", "", "{~" + "a".repeat(5000) + "~:1}").tag())
        .isEqualTo("malformed-message");
    assertThat(refused("POST", "", "{~a~:~" + "a".repeat(50_000) + "~}").tag())
        .isEqualTo("malformed-message");
  }

  @Test
  void anythingButUtf8() {
    var latin = "{\"ä\":1}".getBytes(StandardCharsets.ISO_8859_1);
    var wide = "{}".getBytes(StandardCharsets.UTF_16);

    assertThat(refused("POST", "", latin).message()).isEqualTo("expected UTF-8");
    assertThat(refused("POST", "", wide).tag()).isEqualTo("malformed-message");
  }

  @Test
  void halvesOfCharactersAndControls() {
    for (var name : new String[] {"\\ud800", "x\\udc00", "a\\u0000b", "a\\nb", "a\\u0085b"}) {
      var error = refused("POST", "/dots-client=a", "acls", "{~acl~:[{~name~:~" + name + "~}]}");

      expect(error, "invalid-value", CLIENT + "/acls/acl[1]/name", "without control characters");
    }
  }

  @Test
  void namesThatAreTooLong() {
    var acl = "{~acl~:[{~name~:~" + "l".repeat(65) + "~}]}";
    var alias = "{~alias~:[{~name~:~" + "w".repeat(256) + "~}]}";

    assertThat(refused("POST", "/dots-client=a", "acls", acl).message())
        .isEqualTo("expected 1 to 64 characters, found 65");
    assertThat(refused("POST", "/dots-client=a", "aliases", alias).message())
        .isEqualTo("expected 1 to 255 characters, found 256");
  }

  @Test
  void listsThatAreTooLong() {
    var prefixes = new StringBuilder("~192.0.2.0~");
    for (int i = 1; i <= 256; i++) prefixes.append(",~198.51.").append(i % 256).append(".1~");

    var error =
        refused(
            "POST",
            "/dots-client=a",
            "aliases",
            "{~alias~:[{~name~:~w~,~target-prefix~:[" + prefixes + "]}]}");

    expect(error, "invalid-value", ALIAS + "/target-prefix", "at most 256 entries, found 257");
  }

  @Test
  void bodiesThatAreTooLargeWith413() {
    var e =
        catchThrowableOfType(
            DataRefusedException.class,
            () -> read("POST", "", new byte[DataLimits.REQUEST.bytesMax() + 1]));

    assertThat(e.answer().status()).isEqualTo(413);
    assertThat(e.answer().errors().getFirst().tag()).isEqualTo("too-big");
  }

  @Test
  void saysNothingThatControlsATerminal() {
    var error = refused("POST", "/dots-client=a", "{~\\u001b[31m\\u202e~:1}");

    expect(error, "unknown-element", CLIENT, "found '\\u001b[31m\\u202e'");
  }

  private static DataError refusedAce(String members) {
    return refused(
        "POST",
        "/dots-client=a",
        "acls",
        "{~acl~:[{~name~:~l~,~type~:~ipv4-acl-type~,~aces~:{~ace~:[{" + members + "}]}}]}");
  }

  private static DataError refused(String method, String below, String member, String json) {
    return refused(method, below, "{~ietf-dots-data-channel:" + member + "~:" + json + "}");
  }

  private static DataError refused(String method, String below, String json) {
    return refused(method, below, json.replace('~', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static DataError refused(String method, String below, byte[] body) {
    var e = catchThrowableOfType(DataRefusedException.class, () -> read(method, below, body));
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.answer().status()).isEqualTo(400);
    return e.answer().errors().getFirst();
  }

  private static void read(String method, String below, byte[] body) {
    CODEC.read(method, "/restconf/data" + DATA + below, Optional.empty(), body);
  }

  private static void expect(DataError error, String tag, String path, String message) {
    assertThat(error.path()).contains(path);
    assertThat(error.tag()).isEqualTo(tag);
    assertThat(error.message()).contains(message);
  }
}
