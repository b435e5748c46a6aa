// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The patches that RFC 8895 §3, RFC 7396 appendix A and RFC 6902 appendix A show.
class PatchVectorsTest {

  // RFC 8895 §3.1.2.1
  private static final String NETWORK_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-network-map","tag":"da65"}},
       "network-map":{"PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25"]},
         "PID2":{"ipv4":["198.51.100.128/25"]},
         "PID3":{"ipv4":["0.0.0.0/0"],"ipv6":["::/0"]}}}
      """;

  private static final String NEXT_NETWORK_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-network-map","tag":"a10c"}},
       "network-map":{"PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25","203.0.113.0/25"],
           "ipv6":["2001:db8:8000::/33"]},
         "PID3":{"ipv4":["0.0.0.0/0"],"ipv6":["::/0"]}}}
      """;

  // RFC 8895 §3.1.2.2
  private static final String COST_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-cost-map","tag":"3ee2"}},
       "cost-map":{"PID1":{"PID1":1,"PID2":5,"PID3":10},"PID2":{"PID1":5,"PID2":1,"PID3":15},
         "PID3":{"PID1":20,"PID2":15}}}
      """;

  private static final String NEXT_COST_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-cost-map","tag":"c0ce"}},
       "cost-map":{"PID1":{"PID1":1,"PID2":9,"PID3":10},"PID2":{"PID1":5,"PID2":1,"PID3":15},
         "PID3":{"PID2":15,"PID3":1}}}
      """;

  private final JsonMapper mapper = new JsonMapper();

  @Test
  void patchesTheNetworkMapAsRfc8895Shows() {
    var merge =
        json(
            """
            {"meta":{"vtag":{"tag":"a10c"}},
             "network-map":{"PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25","203.0.113.0/25"],
               "ipv6":["2001:db8:8000::/33"]},"PID2":null}}
            """);
    // The comma behind the second operation is missing in RFC 8895 §3.2.2.1.
    var patch =
        json(
            """
            [{"op":"replace","path":"/meta/vtag/tag","value":"a10c"},
             {"op":"add","path":"/network-map/PID1/ipv4/2","value":"203.0.113.0/25"},
             {"op":"add","path":"/network-map/PID1/ipv6","value":["2001:db8:8000::/33"]},
             {"op":"remove","path":"/network-map/PID2"}]
            """);
    var before = json(NETWORK_MAP);
    var after = json(NEXT_NETWORK_MAP);

    assertThat(MergePatch.apply(before, merge)).isEqualTo(after);
    assertThat(MergePatch.between(before, after)).contains(merge);
    assertThat(PatchText.read(patch).apply(before)).isEqualTo(after);
    assertThat(PatchText.json(JsonPatch.between(before, after)))
        .hasSameSizeAs(patch)
        .containsAll(patch);
  }

  @Test
  void patchesTheCostMapAsRfc8895Shows() {
    var merge =
        json(
            """
            {"meta":{"vtag":{"tag":"c0ce"}},
             "cost-map":{"PID1":{"PID2":9},"PID3":{"PID1":null,"PID3":1}}}
            """);
    // RFC 8895 §3.2.2.2 replaces the last one, which was not there.
    var patch =
        json(
            """
            [{"op":"replace","path":"/meta/vtag/tag","value":"c0ce"},
             {"op":"replace","path":"/cost-map/PID1/PID2","value":9},
             {"op":"remove","path":"/cost-map/PID3/PID1"},
             {"op":"add","path":"/cost-map/PID3/PID3","value":1}]
            """);
    var before = json(COST_MAP);
    var after = json(NEXT_COST_MAP);

    assertThat(MergePatch.apply(before, merge)).isEqualTo(after);
    assertThat(MergePatch.between(before, after)).contains(merge);
    assertThat(PatchText.read(patch).apply(before)).isEqualTo(after);
    assertThat(PatchText.json(JsonPatch.between(before, after))).isEqualTo(patch);
  }

  @Test
  void doesNotReplaceWhatIsNotThere() {
    var patch =
        json("[{'op':'replace','path':'/cost-map/PID3/PID3','value':1}]".replace('\'', '"'));

    assertThatThrownBy(() -> PatchText.read(patch).apply(json(COST_MAP)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("/cost-map/PID3/PID3");
  }

  @Test
  void hasNoMergePatchThatMakesACostNull() {
    var before = json("{\"a\":{\"b\":1}}");

    assertThat(MergePatch.between(before, json("{\"a\":{\"b\":null}}"))).isEmpty();
    assertThat(MergePatch.between(before, json("{\"a\":{\"b\":1},\"c\":{\"d\":null}}"))).isEmpty();
    assertThat(MergePatch.between(before, json("{\"a\":{\"b\":[1,null]}}"))).isPresent();
  }

  // RFC 7396 appendix A
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b'} | {'a':null} | {}",
        "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
        "{'a':['b']} | {'a':'c'} | {'a':'c'}",
        "{'a':'c'} | {'a':['b']} | {'a':['b']}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "['a','b'] | ['c','d'] | ['c','d']",
        "{'a':'b'} | ['c'] | ['c']",
        "{'a':'foo'} | null | null",
        "{'a':'foo'} | 'bar' | 'bar'",
        "{'e':null} | {'a':1} | {'e':null,'a':1}",
        "[1,2] | {'a':'b','c':null} | {'a':'b'}",
        "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void mergesAsRfc7396Shows(String before, String patch, String after) {
    assertThat(MergePatch.apply(quoted(before), quoted(patch))).isEqualTo(quoted(after));
  }

  // RFC 6902 appendix A, and what its rules make of near misses; an empty last column is a refusal.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'foo':'bar'} | {'op':'add','path':'/baz','value':'qux'} | {'baz':'qux','foo':'bar'}",
        "{'foo':['bar','baz']} | {'op':'add','path':'/foo/1','value':'q'} | {'foo':['bar','q','baz']}",
        "{'foo':['bar']} | {'op':'add','path':'/foo/-','value':['a']} | {'foo':['bar',['a']]}",
        "{'baz':'qux','foo':'bar'} | {'op':'remove','path':'/baz'} | {'foo':'bar'}",
        "{'foo':['bar','q','baz']} | {'op':'remove','path':'/foo/1'} | {'foo':['bar','baz']}",
        "{'baz':'q','foo':'b'} | {'op':'replace','path':'/baz','value':'c'} | {'baz':'c','foo':'b'}",
        "{'a':{'b':1},'c':{}} | {'op':'move','from':'/a/b','path':'/c/d'} | {'a':{},'c':{'d':1}}",
        "{'f':['a','b','c']} | {'op':'move','from':'/f/0','path':'/f/2'} | {'f':['b','c','a']}",
        "{'a':{'b':1}} | {'op':'copy','from':'/a','path':'/c'} | {'a':{'b':1},'c':{'b':1}}",
        "{'a':1} | {'op':'test','path':'/a','value':1.0} | {'a':1}",
        "{'~1':10} | {'op':'test','path':'/~01','value':10} | {'~1':10}",
        "{'foo':null} | {'op':'add','path':'','value':{'a':1},'xyz':1} | {'a':1}",
        "{'a':1} | {'op':'test','path':'/a','value':'1'} |",
        "{'foo':'bar'} | {'op':'add','path':'/baz/bat','value':'qux'} |",
        "{'foo':['a']} | {'op':'add','path':'/foo/2','value':'b'} |",
        "{'foo':['a']} | {'op':'add','path':'/foo/01','value':'b'} |",
        "{'foo':['a']} | {'op':'replace','path':'/foo/-','value':'b'} |",
        "{'foo':['a']} | {'op':'remove','path':'/foo/1'} |",
        "{'foo':1} | {'op':'remove','path':'/bar'} |",
        "{'foo':1} | {'op':'remove','path':''} |",
        "{'a':{'b':1}} | {'op':'move','from':'/a','path':'/a/b'} |",
        "{'a':1} | {'op':'copy','from':'/b','path':'/a'} |",
        "{'a':1} | {'op':'swap','path':'/a'} |",
        "{'a':1} | {'op':'add','path':'a','value':1} |",
        "{'a':1} | {'op':'add','path':'/a'} |",
      })
  void patchesAsRfc6902Shows(String before, String operation, String after) {
    var patch = quoted("[" + operation + "]");

    if (after == null) {
      assertThatThrownBy(() -> PatchText.read(patch).apply(quoted(before)))
          .isInstanceOf(WireException.class);
    } else {
      assertThat(PatchText.read(patch).apply(quoted(before))).isEqualTo(quoted(after));
      assertThat(PatchText.json(PatchText.read(patch)).get(0).get("op"))
          .isEqualTo(patch.get(0).get("op"));
    }
  }

  @Test
  void endsAPatchThatDoublesItsDocumentAgainAndAgain() {
    var step = "{'op':'copy','from':'/a','path':'/b'},{'op':'move','from':'/b','path':'/a/x%d'},";
    var steps = new StringBuilder();
    for (var i = 0; i < 40; i++) steps.append(step.formatted(i));
    var patch = quoted("[" + steps + "{'op':'test','path':'','value':1}]");

    assertThatThrownBy(() -> PatchText.read(patch).apply(quoted("{'a':{}}")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at most");
  }

  private JsonNode json(String text) {
    return mapper.readTree(text);
  }

  private JsonNode quoted(String text) {
    return json(text.replace('\'', '"'));
  }
}
