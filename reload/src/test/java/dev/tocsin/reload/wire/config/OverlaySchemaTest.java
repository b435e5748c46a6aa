// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// The published schema, by another program that knows RELAX NG.
class OverlaySchemaTest {

  private final Faults faults = new Faults();
  private ValidationDriver schema;

  @BeforeEach
  void loadSchema() throws IOException, SAXException {
    var properties = new PropertyMapBuilder();
    properties.put(ValidateProperty.ERROR_HANDLER, faults);
    schema = new ValidationDriver(properties.toPropertyMap());
    boolean isSchema = schema.loadSchema(new InputSource(new StringReader(OverlaySchema.text())));
    assertThat(isSchema).as("%s", faults.texts).isTrue();
  }

  @Test
  void describesWhatIsWritten() {
    long seed = Long.getLong("seed", System.nanoTime());
    var documents = new OverlayDocuments(new SplittableRandom(seed));
    for (int run = 0; run < 200; run++) {
      var document = documents.any().write();

      assertThat(complaints(document))
          .as("seed %d: %s", seed, new String(document, UTF_8))
          .isEmpty();
    }
  }

  @Test
  void describesWhatWasWrittenByHand() {
    var example = new String(OverlayDocuments.file("overlay.xml"), UTF_8);
    var namespace = "<overlay xmlns=\"" + OverlayDocument.NAMESPACE + "\"";

    assertThat(complaints(OverlayDocuments.file("overlays.xml"))).isEmpty();
    assertThat(complaints(example.replace("<overlay", namespace).getBytes(UTF_8))).isEmpty();
    assertThat(complaints(example.getBytes(UTF_8))).isNotEmpty();
  }

  @Test
  void leavesRoomForOtherNamespaces() {
    var document =
        all()
            .replace("<turnDensity>", "<x:a xmlns:x='urn:x' b='c'>d<e/></x:a><turnDensity>")
            .replace("<dht ", "<dht x:a='b' xmlns:x='urn:x' ");

    assertThat(complaints(document.getBytes(UTF_8))).isEmpty();
    assertThat(OverlayDocument.read(document.getBytes(UTF_8)))
        .isEqualTo(OverlayDocument.read(all().getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name=\"example.com\"|",
        "name=\"example.com\"|name=\"\"",
        "name=\"example.com\"|name=\"example com\"",
        "expiration=\"3600\"|",
        "expiration=\"3600\"|expiration=\"0\"",
        "expiration=\"3600\"|expiration=\"4294967296\"",
        "<dht name=\"chord-128-2-8\"/>|",
        "<dht name=\"chord-128-2-8\"/>|<dht/>",
        "<dht name=\"chord-128-2-8\"/>|<dht name=\"a\"/><dht name=\"b\"/>",
        "dht|dth",
        ">600<|>often<",
        "<turnDensity>20|<turnDensity>101",
        "<required-usage name=|<required-usage title=",
        "https://one|http://one",
        "https://one.|https://a@one.",
        "url=\"https://[2001:db8::1]/csr\"|",
        "MIIB|####",
        "192.0.2.2|peer.example.com",
        "port=\"6084\"|port=\"0\"",
        "port=\"6084\"|port=\"65536\"",
        "port=\"6084\"|",
        "stage=\"2\"|stage=\"4\"",
        "to=\"new.example.com\"|",
        "<migration |<migration by=\"a\" ",
        "<turnDensity>20</turnDensity>|text",
        "xmlns=\"urn:ietf:params:xml:ns:p2p:overlay\"|xmlns=\"urn:x\"",
      })
  void refusesWhatIsNotSo(String part, String other) {
    var document = all().replace(part, other == null ? "" : other);

    assertThat(document).isNotEqualTo(all());
    assertThat(complaints(document.getBytes(UTF_8))).isNotEmpty();
  }

  @Test
  void wantsAuthoritiesWhereCertificatesAreIssued() {
    var document = all().replaceAll("(?s)<root-cert>.*</root-cert>", "");

    assertThat(complaints(document.getBytes(UTF_8))).isNotEmpty();
  }

  private static String all() {
    return new String(OverlayDocuments.file("overlays.xml"), UTF_8);
  }

  private List<String> complaints(byte[] document) {
    faults.texts.clear();
    try {
      boolean isValid = schema.validate(new InputSource(new ByteArrayInputStream(document)));
      assertThat(isValid).isEqualTo(faults.texts.isEmpty());
    } catch (IOException | SAXException e) {
      faults.texts.add(e.toString());
    }
    return List.copyOf(faults.texts);
  }

  private static final class Faults implements ErrorHandler {
    final List<String> texts = new ArrayList<>();

    @Override
    public void warning(SAXParseException e) {
      error(e);
    }

    @Override
    public void error(SAXParseException e) {
      texts.add("line " + e.getLineNumber() + ": " + e.getMessage());
    }

    @Override
    public void fatalError(SAXParseException e) {
      error(e);
    }
  }
}
