// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.HostAndPort;
import java.io.StringReader;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Supplier;

/// Reads a document: elements in any order, with or without the namespace, the URL of a credential
/// server as attribute or element, overlays below a root of any name. What is not known is passed
/// over.
final class OverlayReader {

  private final XmlElements in;

  private OverlayReader(XmlElements in) {
    this.in = in;
  }

  static OverlayDocument read(String xml) {
    var in = new XmlElements(new StringReader(xml));
    return new OverlayReader(in).document();
  }

  private OverlayDocument document() {
    var overlays = new ArrayList<OverlayConfiguration>();
    var root = in.root();
    if (in.isOurs() && root.equals(Names.OVERLAY)) {
      overlays.add(overlay());
    } else {
      in.children(child -> addIfOverlay(overlays, child));
    }
    in.end();
    return checked(1, () -> new OverlayDocument(overlays));
  }

  private void addIfOverlay(ArrayList<OverlayConfiguration> overlays, String element) {
    if (element.equals(Names.OVERLAY)) overlays.add(overlay());
  }

  private OverlayConfiguration overlay() {
    int line = in.line();
    var name = in.attribute("name");
    var expiration = seconds(in.attribute("expiration"));
    var parts = new OverlayParts(in::complaint);
    in.children(element -> part(element, parts));
    return checked(line, () -> parts.configuration(name, expiration));
  }

  private void part(String element, OverlayParts parts) {
    switch (element) {
      case Names.DHT -> parts.dht(in.attribute("name"));
      case Names.UPDATE -> parts.updateEvery(seconds(in.text()));
      case Names.PING -> parts.pingEvery(seconds(in.text()));
      case Names.ROOT_CERT -> parts.roots.add(root());
      case Names.USAGE -> parts.usages.add(in.attribute("name"));
      case Names.TURN_DENSITY -> parts.turnDensity((int) number(in.text(), 1, 100));
      case Names.CREDENTIAL_SERVER -> parts.servers.add(url());
      case Names.PEER -> parts.peers.add(contact());
      case Names.MULTICAST -> parts.multicast.add(contact());
      case Names.MIGRATION -> parts.migration(migration());
      default -> {}
    }
  }

  private X509Certificate root() {
    int line = in.line();
    var text = in.text();
    return checked(line, () -> RootCertificate.parse(text));
  }

  private URI url() {
    int line = in.line();
    var text = in.attributeIfAny("url").orElseGet(() -> in.textOf("url"));
    return checked(line, () -> URI.create(text));
  }

  private HostAndPort contact() {
    int line = in.line();
    var address = in.attribute("address");
    int port = (int) number(in.attribute("port"), 1, 0xffff);
    return checked(line, () -> Access.literal(new HostAndPort(address, port)));
  }

  private Migration migration() {
    int line = in.line();
    int stage = (int) number(in.attribute("stage"), 1, Migration.Stage.values().length);
    var to = in.attribute("to");
    return checked(line, () -> new Migration(Migration.Stage.of(stage), to));
  }

  private Duration seconds(String text) {
    return Duration.ofSeconds(number(text, 1, Texts.SECONDS_MAX));
  }

  private long number(String text, long min, long max) {
    boolean isNumber = text.matches("[0-9]{1,10}");
    long number = isNumber ? Long.parseLong(text) : -1;
    if (number < min || number > max) {
      throw in.complaint(
          "expected a number of %d to %d, found '%s'".formatted(min, max, Texts.shown(text)));
    }
    return number;
  }

  /// What the records themselves refuse, with its line.
  private static <T> T checked(int line, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new WireException("line " + line + ": " + e.getMessage(), e);
    }
  }
}
