// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.base.bytes.WireException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The document in which a server tells where its RESTCONF API begins (RFC 8040 §3.1, RFC 6415).
final class HostMeta {

  static final String PATH = "/.well-known/host-meta";
  static final String MEDIA_TYPE = "application/xrd+xml";

  private HostMeta() {}

  /// @return a path like `/restconf`
  /// @throws WireException if it names none
  static String root(byte[] document) {
    var factory = XMLInputFactory.newFactory();
    // Nothing that the document refers to is ever opened.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
      while (reader.hasNext()) {
        if (reader.next() != XMLStreamReader.START_ELEMENT) continue;
        var root = link(reader);
        if (root.isPresent()) return path(root.get());
      }
    } catch (XMLStreamException e) {
      throw new WireException("expected XML at " + PATH, e);
    }
    throw new WireException("no link with the relation 'restconf' at " + PATH);
  }

  private static Optional<String> link(XMLStreamReader reader) {
    return reader.getLocalName().equals("Link")
            && "restconf".equals(reader.getAttributeValue(null, "rel"))
        ? Optional.ofNullable(reader.getAttributeValue(null, "href"))
        : Optional.empty();
  }

  /// The host stays the one that was trusted, whatever an absolute link says.
  private static String path(String href) {
    try {
      var path = URI.create(href.strip()).getRawPath();
      if (path != null && path.startsWith("/") && path.length() > 1) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new WireException("expected a link to a path like /restconf, found '" + href + "'");
  }
}
