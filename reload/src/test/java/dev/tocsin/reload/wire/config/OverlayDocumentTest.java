// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import static dev.tocsin.reload.wire.config.OverlayDocuments.file;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.HostAndPort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OverlayDocumentTest {

  private static final String LEAST = "<overlay name='a' expiration='60'><dht name='b'/></overlay>";
  private static final OverlayConfiguration LEAST_OVERLAY =
      new OverlayConfiguration(
          "a",
          Duration.ofMinutes(1),
          Dht.named("b"),
          Usages.NONE,
          new Access(new Security.SharedKey(), List.of(), List.of()),
          Optional.empty());

  @Test
  void readsTheExampleOfTheDraft() {
    var document = OverlayDocument.read(file("overlay.xml"));

    var overlay = document.overlay("chord.example.com").orElseThrow();
    assertThat(document.overlays()).containsExactly(overlay);
    assertThat(overlay.expiration()).isEqualTo(Duration.ofDays(1));
    assertThat(overlay.dht()).isEqualTo(Dht.CHORD);
    assertThat(overlay.usages()).isEqualTo(Usages.required("SIP"));
    assertThat(overlay.access().peers())
        .containsExactly(at("192.0.2.2"), at("192.0.2.3"), at("192.0.2.4"));
    assertThat(overlay.access().multicast()).containsExactly(at("192.0.2.99"));
    var security = OverlayDocuments.certificates(overlay);
    assertThat(security.servers()).containsExactly(URI.create("https://www.example.com/csr"));
    assertThat(security.roots().getFirst().getSubjectX500Principal().getName())
        .isEqualTo("CN=Chord authority");
  }

  private static HostAndPort at(String address) {
    return new HostAndPort(address, 5678);
  }

  @Test
  void readsAndWritesAllThatThereIs() {
    var text = new String(file("overlays.xml"), UTF_8);

    var document = OverlayDocument.read(file("overlays.xml"));

    assertThat(new String(document.write(), UTF_8)).isEqualTo(text.replaceAll("<!--.*-->\n", ""));
    var old = document.overlay("example.com").orElseThrow();
    assertThat(old.dht())
        .isEqualTo(Dht.CHORD.withPeriods(Duration.ofMinutes(10), Duration.ofHours(1)));
    assertThat(old.usages())
        .isEqualTo(new Usages(List.of("SIP", "Certificate Store"), OptionalInt.of(20)));
    assertThat(old.migration()).contains(new Migration(Migration.Stage.ASK_NEW, "new.example.com"));
    var young = document.overlay("new.example.com").orElseThrow();
    assertThat(young.access().security()).isEqualTo(new Security.SharedKey());
    assertThat(document.overlay("Example.com")).isEmpty();
  }

  @Test
  void readsWhatItWrites() {
    long seed = Long.getLong("seed", System.nanoTime());
    var documents = new OverlayDocuments(new SplittableRandom(seed));
    for (int run = 0; run < 1000; run++) {
      var document = documents.any();

      assertThat(OverlayDocument.read(document.write())).as("seed %d", seed).isEqualTo(document);
    }
  }

  static Stream<String> tolerated() {
    return Stream.of(
        LEAST,
        "<?xml version='1.0'?><?style sheet?>" + LEAST + "<!-- end -->",
        "<overlay xmlns='urn:ietf:params:xml:ns:p2p:overlay' name='a' expiration=' 60 '>\n"
            + "text<more a='b'><dht name='c'/></more><dht x='y' name=' b '>text<a/></dht></overlay>",
        "<o:overlay xmlns:o='urn:ietf:params:xml:ns:p2p:overlay' xmlns:x='urn:x' name='a'\n"
            + "expiration='60' x:name='z'><x:dht name='c'/><o:dht name='b'/></o:overlay>",
        "<config><sequence/>" + LEAST + "<other><overlay/></other></config>",
        "<x:config xmlns:x='urn:x'>" + LEAST + "</x:config>");
  }

  @ParameterizedTest
  @MethodSource("tolerated")
  void passesOverWhatItDoesNotKnow(String text) {
    assertThat(OverlayDocument.read(text.getBytes(UTF_8)))
        .isEqualTo(OverlayDocument.of(LEAST_OVERLAY));
  }

  @Test
  void takesTheUrlOfACredentialServerAsAnElement() {
    var example = new String(file("overlay.xml"), UTF_8);
    var url = "url=\"https://www.example.com/csr\"/>";
    var element = "><url>\nhttps://www.example.com/csr </url></credential-server>";

    var document = OverlayDocument.read(example.replace(url, element).getBytes(UTF_8));

    assertThat(example).contains(url);
    assertThat(document).isEqualTo(OverlayDocument.read(example.getBytes(UTF_8)));
  }

  @Test
  void believesTheMediaTypeOverTheDeclarationAboutTheEncoding() {
    var text = LEAST.replace("'a'", "'bücher'");
    var declaredOtherwise = "<?xml version='1.0' encoding='UTF-8'?>" + text;

    assertThat(name(declaredOtherwise.getBytes(ISO_8859_1), "ISO-8859-1")).isEqualTo("bücher");
    assertThat(name(declaredOtherwise.getBytes(UTF_16), "utf-16")).isEqualTo("bücher");
    assertThat(name(("\uFEFF" + text).getBytes(UTF_8), "UTF8")).isEqualTo("bücher");
    assertThatThrownBy(() -> OverlayDocument.read(declaredOtherwise.getBytes(ISO_8859_1)))
        .isInstanceOf(WireException.class)
        .hasMessage("line 1: expected UTF-8, found bytes that are not");
  }

  private static String name(byte[] document, String charset) {
    var read = OverlayDocument.read(document, Optional.of(charset));
    return read.overlays().getFirst().name();
  }

  @Test
  void findsTheEncodingInTheDocumentItself() {
    var text = LEAST.replace("'a'", "'bücher'");
    var documents =
        List.of(
            text.getBytes(UTF_8),
            ("\uFEFF" + text).getBytes(UTF_8),
            ("<?xml version='1.0' encoding='ISO-8859-1'?>" + text).getBytes(ISO_8859_1),
            ("<?xml version='1.0' encoding='latin1' ?>" + text).getBytes(ISO_8859_1),
            text.getBytes(UTF_16),
            text.getBytes(UTF_16LE));

    for (var document : documents) {
      assertThat(OverlayDocument.read(document).overlays().getFirst().name()).isEqualTo("bücher");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<overlay expiration='60'><dht name='b'/></overlay>|line 1: expected name in <overlay>",
        "<overlay name='a'><dht name='b'/></overlay>|expected expiration in <overlay>, found none",
        "<overlay name='a b' expiration='60'><dht name='b'/></overlay>|without white space",
        "<overlay name='a' expiration='0'><dht name='b'/></overlay>|a number of 1 to 4294967295",
        "<overlay name='a' expiration='1e3'><dht name='b'/></overlay>|found '1e3'",
        "<overlay name='a' expiration='60'/>|line 1: expected a <dht> in it",
        "<overlay name='a' expiration='60'>\\n<dht/></overlay>|line 2: expected name in <dht>",
        "+<dht name='c'/>|line 2: expected <dht> once in an overlay, found it again",
        "+<turnDensity>101</turnDensity>|line 2: expected a number of 1 to 100, found '101'",
        "+<root-cert>[DER here]</root-cert>|line 2: expected a certificate of X.509 in DER in base64",
        "+<root-cert>AAAA</root-cert>|line 2: expected a certificate of X.509 in DER in base64",
        "+<credential-server url='https://a.example/'/>|expected a root-cert",
        "+<bootstrap-peer address='a.example' port='1'/>|line 2: ",
        "+<bootstrap-peer address='192.0.2.0/24' port='1'/>|line 2: ",
        "+<bootstrap-peer address='192.0.2.1' port='0'/>|expected a number of 1 to 65535",
        "+<bootstrap-peer address='192.0.2.1'/>|expected port in <bootstrap-peer>, found none",
        "+<multicast-bootstrap='192.0.2.99' port='1'/>|line 2: expected well-formed XML",
        "+<migration stage='4' to='b'/>|expected a number of 1 to 3, found '4'",
        "+<migration stage='1' to='b'/>|which is no other overlay of this document",
        "+<required-usage name='a&#x202e;b'/>|expected a name of a usage",
        "<config/>|expected an overlay, found none",
        "<overlay|line 1: expected well-formed XML",
        "~ ~|line 1: expected well-formed XML",
      })
  void saysWhatIsWrongWhere(String text, String complaint) {
    var document =
        text.startsWith("+") ? LEAST.replace("</", "\n" + text.substring(1) + "</") : text;

    assertThatThrownBy(() -> read(document.replace("\\n", "\n")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(complaint);
  }

  private static OverlayDocument read(String text) {
    return OverlayDocument.read(text.getBytes(UTF_8));
  }

  @Test
  void wantsHttpsOfACredentialServer() {
    var example = new String(file("overlay.xml"), UTF_8);
    for (var url : List.of("http://www.example.com/csr", "/csr", "https:csr", "https://a@b/")) {
      var other = example.replace("https://www.example.com/csr", url);

      assertThatThrownBy(() -> read(other))
          .hasMessageContaining("expected a URL with https for a credential server");
    }
  }

  @Test
  void expandsAndFetchesNothing() {
    var outside = "<!DOCTYPE o [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>";
    var inside = "<!DOCTYPE o [<!ENTITY e 'aaaaaaaaaa'>]>";
    for (var type : List.of(outside, inside, "<!DOCTYPE o SYSTEM 'file:///etc/hostname'>")) {
      assertThatThrownBy(() -> read(type + LEAST.replace("'b'", "'&e;'")))
          .isInstanceOf(WireException.class);
      assertThatThrownBy(() -> read(type + LEAST))
          .isInstanceOf(WireException.class)
          .hasMessage("line 1: expected no document type, found one");
    }
  }

  @Test
  void staysWithinBounds() {
    var deep = LEAST.replace("</", "<x>".repeat(20) + "</x>".repeat(20) + "</");
    var many = LEAST.replace("</", "<x/>".repeat(10_000) + "</");
    var crowded =
        LEAST.replace("</", "<bootstrap-peer address='::1' port='1'/>".repeat(1025) + "</");
    var large = LEAST.replace("</", " ".repeat(OverlayDocument.BYTES_MAX) + "</");

    assertThatThrownBy(() -> read(deep)).hasMessageContaining("expected elements at most 16 deep");
    assertThatThrownBy(() -> read(many)).hasMessageContaining("expected at most 10000 elements");
    assertThatThrownBy(() -> read(crowded)).hasMessageContaining("at most 1024 bootstrap peers");
    assertThatThrownBy(() -> read(large)).hasMessageContaining("document of at most 1048576 bytes");
  }

  @Test
  void keepsNamesOfOverlaysApart() {
    assertThatThrownBy(() -> read("<all>" + LEAST + LEAST + "</all>"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("two overlays are named 'a'");
  }
}
