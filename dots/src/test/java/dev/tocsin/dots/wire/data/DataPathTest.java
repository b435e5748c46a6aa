// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataMethod;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths, query parameters and methods (RFC 8040 §3.5.3, §4).
class DataPathTest {

  private static final String DATA = "/restconf/data/ietf-dots-data-channel:dots-data";
  private static final DataPath PATHS = new DataPath(DataPath.DEFAULT_ROOT);
  private static final DataRequestCodec CODEC = new DataRequestCodec(PATHS, DataLimits.REQUEST);

  @Test
  void areReadAsTheyAreWritten() {
    long seed = Long.getLong("seed", System.nanoTime());
    var data = new RandomData(new SplittableRandom(seed));
    for (int i = 0; i < 2000; i++) {
      var target = data.target(data.cuid());
      assertThat(PATHS.read(PATHS.write(target))).as("-Dseed=%d", seed).isEqualTo(target);
    }
  }

  @Test
  void carryKeysPercentEncoded() {
    var target = new DataTarget.Ace("a,b", "x/y", "ä =");

    assertThat(PATHS.write(target))
        .isEqualTo(DATA + "/dots-client=a%2Cb/acls/acl=x%2Fy/aces/ace=%C3%A4%20%3D");
    assertThat(PATHS.read(DATA + "/dots-client=a%2cb/acls/acl=x%2fy/aces/ace=%c3%a4%20="))
        .isEqualTo(target);
    assertThat(target.instance())
        .isEqualTo(
            "/ietf-dots-data-channel:dots-data/dots-client[cuid='a,b']/acls/acl[name='x/y']"
                + "/aces/ace[name='ä =']");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/aliases",
        "/dots-clients=a",
        "/dots-client=a/",
        "//dots-client=a",
        "/dots-client=a/aliases/alias=b/name",
        "/dots-client=a/acls/acl=b/ace=c",
        "/dots-client=a/acls/acl=b/aces/ace=c/matches",
        "/dots-client=a/ietf-dots-data-channel:acls",
        "/capabilities/ipv4",
        "x"
      })
  void thatLeadNowhereAre404(String below) {
    assertThat(refused("GET", DATA + below, "").status()).isEqualTo(404);
    assertThat(refused("GET", DATA + below, "").errors().getFirst().tag())
        .isEqualTo("invalid-value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dots-client",
        "/dots-client=",
        "/dots-client=a,b",
        "/dots-client=a%20b",
        "/dots-client=a/acls/acl=%",
        "/dots-client=a/acls/acl=%4",
        "/dots-client=a/acls/acl=%zz",
        "/dots-client=a/acls/acl=%ff",
        "/dots-client=a/acls/acl=%00",
        "/dots-client=a/acls/acl=ä",
        "/dots-client=a/acls/acl"
      })
  void withoutAProperKeyAre400(String below) {
    assertThat(refused("GET", DATA + below, "").status()).isEqualTo(400);
  }

  @Test
  void ofOtherModulesAre404() {
    assertThat(refused("GET", "/restconf/data/ietf-interfaces:interfaces", "").status())
        .isEqualTo(404);
    assertThat(refused("GET", "/other/data/ietf-dots-data-channel:dots-data", "").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /dots-client=a",
    "get, /dots-client=a",
    "PUT, ''",
    "DELETE, ''",
    "POST, /capabilities",
    "DELETE, /capabilities",
    "POST, /dots-client=a/aliases/alias=b",
    "POST, /dots-client=a/acls/acl=b/aces/ace=c"
  })
  void doNotTakeEveryMethod(String method, String below) {
    var refused = refused(method, DATA + below, "");

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.errors().getFirst().tag()).isEqualTo("operation-not-supported");
    assertThat(PATHS.read(DATA + below).methods())
        .contains(DataMethod.GET)
        .noneMatch(allowed -> allowed.name().equals(method));
  }

  @ParameterizedTest
  @CsvSource({
    "content=all, ALL",
    "content=config, CONFIG",
    "content=nonconfig, NON_CONFIG",
    "content=non-config, NON_CONFIG",
    "'', ALL",
    "content=%63onfig, CONFIG"
  })
  void chooseTheContent(String query, ContentFilter content) {
    var request = CODEC.read("GET", DATA, Optional.of(query), new byte[0]);

    assertThat(request).isEqualTo(new DataRequest.Retrieve(new DataTarget.Root(), content));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET | content=some | expected content to be config, nonconfig or all",
        "GET | content | expected content to be",
        "GET | content=all&content=all | content is there more than once",
        "GET | depth=1 | 'depth' is not supported with GET",
        "GET | fields=acls | 'fields' is not supported",
        "GET | with-defaults=trim | 'with-defaults' is not supported",
        "GET | insert=first | 'insert' has no meaning with GET",
        "GET | Content=all | 'Content' has no meaning",
        "GET | & | '' has no meaning",
        "GET | content=%zz | percent-encoded",
        "DELETE | content=all | 'content' has no meaning with DELETE",
        "PUT | content=all | 'content' has no meaning with PUT",
        "PUT | insert=middle | expected insert to be first, last, before or after",
        "PUT | insert=before | expected point together with",
        "PUT | point=/x | expected point together with",
        "PUT | insert=first&point=/x | expected point together with",
        "PUT | insert=after&point=/x | point: expected /restconf/data",
        "PUT | insert=after&point=/ietf-dots-data-channel:dots-data/dots-client=b/acls/acl=m | an entry of the list",
        "PUT | insert=after&point=/ietf-dots-data-channel:dots-data/dots-client=a/aliases/alias=m | an entry of the list",
      })
  void haveParametersThatAreRefused(String method, String query, String message) {
    var path = DATA + "/dots-client=a/acls/acl=l";

    var refused =
        refused(method, path + "?" + query, "{'ietf-dots-data-channel:acl':[{'name':'l'}]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors().getFirst().tag()).isEqualTo("invalid-value");
    assertThat(refused.errors().getFirst().message()).contains(message);
  }

  // The key is encoded as in any path, and then once more as a part of the query.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ietf-dots-data-channel:dots-data/dots-client=a/acls/acl=x%252Fy",
        "%2Fietf-dots-data-channel%3Adots-data%2Fdots-client%3Da%2Facls%2Facl%3Dx%252Fy",
        "/restconf/data/ietf-dots-data-channel:dots-data/dots-client=a/acls/acl=x%252Fy"
      })
  void haveAPointAmongSiblings(String point) {
    var body = "{\"ietf-dots-data-channel:acl\":[{\"name\":\"l\"}]}";
    var query = Optional.of("point=" + point + "&insert=after");

    var request =
        CODEC.read(
            "PUT",
            DATA + "/dots-client=a/acls/acl=l",
            query,
            body.getBytes(StandardCharsets.UTF_8));

    assertThat(request)
        .isInstanceOfSatisfying(
            DataRequest.Replace.class,
            replace -> assertThat(replace.insert()).contains(new Insert.After("x/y")));
  }

  @Test
  void aliasesHaveNoOrder() {
    var alias = "{'ietf-dots-data-channel:alias':[{'name':'w','target-fqdn':['h.example']}]}";

    assertThat(
            refused("PUT", DATA + "/dots-client=a/aliases/alias=w?insert=first", alias)
                .errors()
                .getFirst()
                .message())
        .contains("ACLs and ACEs only");
  }

  private static DataAnswer.Refused refused(String method, String uri, String json) {
    var parts = uri.split("\\?", 2);
    var query = parts.length == 1 ? Optional.<String>empty() : Optional.of(parts[1]);
    var body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    var e =
        catchThrowableOfType(
            DataRefusedException.class, () -> CODEC.read(method, parts[0], query, body));
    assertThat(e).as("a refusal").isNotNull();
    return e.answer();
  }
}
