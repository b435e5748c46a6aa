// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.net.HostAndPort;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes a document: one overlay as the root, several below one. Elements stand in the order in
/// which the draft lists them.
final class OverlayWriter {

  private final XMLStreamWriter out;
  private String indent = "\n";

  private OverlayWriter(XMLStreamWriter out) {
    this.out = out;
  }

  static byte[] write(OverlayDocument document) {
    var text = new StringWriter();
    try {
      var out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new OverlayWriter(out).all(document);
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text can be written in memory", e);
    }
    return text.toString().getBytes(UTF_8);
  }

  private void all(OverlayDocument document) throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    out.setDefaultNamespace(OverlayDocument.NAMESPACE);
    boolean isOne = document.overlays().size() == 1;
    if (!isOne) {
      start(Names.OVERLAYS);
      out.writeDefaultNamespace(OverlayDocument.NAMESPACE);
    }
    for (var overlay : document.overlays()) overlay(overlay, isOne);
    if (!isOne) end();
    out.writeCharacters("\n");
    out.writeEndDocument();
  }

  private void overlay(OverlayConfiguration overlay, boolean isRoot) throws XMLStreamException {
    start(Names.OVERLAY);
    if (isRoot) out.writeDefaultNamespace(OverlayDocument.NAMESPACE);
    out.writeAttribute("name", overlay.name());
    out.writeAttribute("expiration", Long.toString(overlay.expiration().toSeconds()));
    dht(overlay.dht());
    security(overlay.access().security());
    for (var usage : overlay.usages().required()) empty(Names.USAGE, "name", usage);
    if (overlay.usages().turnDensity().isPresent()) {
      leaf(Names.TURN_DENSITY, Integer.toString(overlay.usages().turnDensity().getAsInt()));
    }
    for (var peer : overlay.access().peers()) contact(Names.PEER, peer);
    for (var group : overlay.access().multicast()) contact(Names.MULTICAST, group);
    if (overlay.migration().isPresent()) {
      var migration = overlay.migration().get();
      var stage = Integer.toString(migration.stage().number());
      empty(Names.MIGRATION, "stage", stage, "to", migration.to());
    }
    end();
  }

  private void dht(Dht dht) throws XMLStreamException {
    empty(Names.DHT, "name", dht.name());
    if (dht.updateEvery().isPresent()) {
      leaf(Names.UPDATE, Long.toString(dht.updateEvery().get().toSeconds()));
    }
    if (dht.pingEvery().isPresent()) {
      leaf(Names.PING, Long.toString(dht.pingEvery().get().toSeconds()));
    }
  }

  private void security(Security security) throws XMLStreamException {
    switch (security) {
      case Security.SharedKey() -> {}
      case Security.Certificates(var roots, var servers) -> {
        for (var root : roots) leaf(Names.ROOT_CERT, "\n" + RootCertificate.text(root) + indent);
        for (var server : servers) empty(Names.CREDENTIAL_SERVER, "url", server.toString());
      }
    }
  }

  private void contact(String element, HostAndPort contact) throws XMLStreamException {
    empty(element, "address", contact.host(), "port", Integer.toString(contact.port()));
  }

  private void leaf(String element, String text) throws XMLStreamException {
    out.writeCharacters(indent);
    out.writeStartElement(OverlayDocument.NAMESPACE, element);
    out.writeCharacters(text);
    out.writeEndElement();
  }

  private void empty(String element, String... attributes) throws XMLStreamException {
    out.writeCharacters(indent);
    out.writeEmptyElement(OverlayDocument.NAMESPACE, element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }

  private void start(String element) throws XMLStreamException {
    out.writeCharacters(indent);
    out.writeStartElement(OverlayDocument.NAMESPACE, element);
    indent += "  ";
  }

  private void end() throws XMLStreamException {
    indent = indent.substring(0, indent.length() - 2);
    out.writeCharacters(indent);
    out.writeEndElement();
  }
}
