// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.bytes.WireException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// XML element by element, within bounds and without a document type: nothing is ever expanded or
/// fetched. Whoever takes an element up reads its attributes first, then what stands in it.
final class XmlElements {

  private static final int DEPTH_MAX = 16;
  private static final int ELEMENTS_MAX = 10_000;

  private final XMLStreamReader in;
  private int depth;
  private int elements;

  XmlElements(Reader xml) {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      in = factory.createXMLStreamReader(xml);
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
  }

  /// Goes to the outermost element.
  String root() {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // Comments, processing instructions.
    }
    return in.getLocalName();
  }

  /// Whether the current element may be one of the overlay's: it is in its namespace or in none.
  boolean isOurs() {
    var namespace = in.getNamespaceURI();
    return namespace == null || namespace.isEmpty() || namespace.equals(OverlayDocument.NAMESPACE);
  }

  /// Goes through the elements within the current one, to its end. Those of other namespaces are
  /// passed over.
  ///
  /// @param each gets a name; what it has not read of the element is passed over
  void children(Consumer<String> each) {
    int outer = depth;
    while (depth >= outer) {
      if (next() != XMLStreamConstants.START_ELEMENT) continue;
      if (isOurs()) each.accept(in.getLocalName());
      leave(outer);
    }
  }

  /// The text of the current element without that of elements within it, and goes to its end.
  String text() {
    int own = depth;
    var text = new StringBuilder();
    while (depth >= own) {
      int event = next();
      boolean isText = event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
      if (isText && depth == own) text.append(in.getText());
    }
    return text.toString().strip();
  }

  /// The text of the element of a name that has to stand within the current one; goes to its end.
  String textOf(String child) {
    var found = new ArrayList<String>();
    children(
        name -> {
          if (name.equals(child)) found.add(text());
        });
    if (found.size() != 1) {
      throw complaint("expected <" + child + "> once, found it " + found.size() + " times");
    }
    return found.getFirst();
  }

  String attribute(String name) {
    return attributeIfAny(name)
        .orElseThrow(
            () -> complaint("expected " + name + " in <" + in.getLocalName() + ">, found none"));
  }

  Optional<String> attributeIfAny(String name) {
    return Optional.ofNullable(in.getAttributeValue("", name)).map(String::strip);
  }

  int line() {
    return in.getLocation().getLineNumber();
  }

  /// Goes to the end of the document, which has to be well-formed.
  void end() {
    while (next() != XMLStreamConstants.END_DOCUMENT) {
      // Elements that nobody wanted.
    }
  }

  WireException complaint(String text) {
    return new WireException("line " + line() + ": " + text);
  }

  private void leave(int outer) {
    while (depth > outer) next();
  }

  private int next() {
    int event;
    try {
      event = in.next();
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        if (++depth > DEPTH_MAX)
          throw complaint("expected elements at most " + DEPTH_MAX + " deep");
        if (++elements > ELEMENTS_MAX)
          throw complaint("expected at most " + ELEMENTS_MAX + " elements");
      }
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD -> throw complaint("expected no document type, found one");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw complaint("expected no entity, found '" + Texts.shown(in.getLocalName()) + "'");
      default -> {}
    }
    return event;
  }

  private static WireException malformed(XMLStreamException e) {
    var where = e.getLocation();
    var reason = String.valueOf(e.getMessage()).lines().reduce("", (_, last) -> last);
    return new WireException(
        "line %d: expected well-formed XML: %s"
            .formatted(
                where == null ? 1 : where.getLineNumber(), reason.replaceFirst("^Message: ", "")),
        e);
  }
}
