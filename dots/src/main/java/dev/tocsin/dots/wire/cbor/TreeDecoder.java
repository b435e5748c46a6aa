// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.CborType;
import dev.tocsin.base.cbor.DecimalFraction;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// CBOR to JSON by the key tables. What has no row there is shown under its number, as it is.
final class TreeDecoder {

  // RFC 9132 §10.5
  private static final int DOTS_TAG = 271;
  private static final int TEXT_BYTES_MAX = 65_536;
  private static final int KEY_MAX = 65_535;

  private final JsonNodeFactory nodes = JsonNodeFactory.instance;
  private final CborReader in;

  TreeDecoder(byte[] cbor) {
    this.in = new CborReader(cbor);
  }

  JsonNode decode() {
    if (in.peek() == CborType.TAG) {
      long tag = in.tag();
      if (tag != DOTS_TAG) {
        throw new WireException("expected tag 271 or none, found " + Long.toUnsignedString(tag));
      }
    }
    var body = map();
    in.end();
    return body;
  }

  private ObjectNode map() {
    var object = nodes.objectNode();
    for (in.openMap(); in.hasNext(); ) {
      long number = in.unsigned(KEY_MAX);
      if (number == 0) throw new WireException("key 0 is not within 1-65535");
      var key = CborKeys.of(number);
      String name = key.map(CborKey::name).orElseGet(() -> Long.toString(number));
      JsonNode value;
      try {
        value = key.map(this::value).orElseGet(this::anything);
      } catch (WireException e) {
        throw new WireException(CborKeys.describe(number) + ": " + e.getMessage(), e);
      }
      if (object.has(name)) throw new WireException(CborKeys.describe(number) + " is there twice");
      object.set(name, value);
    }
    return object;
  }

  private JsonNode value(CborKey key) {
    if (!key.isList()) return single(key);
    var array = nodes.arrayNode();
    for (in.openArray(); in.hasNext(); ) array.add(single(key));
    return array;
  }

  private JsonNode single(CborKey key) {
    return switch (key.form()) {
      case MAP -> map();
      case TEXT -> nodes.stringNode(in.text(TEXT_BYTES_MAX));
      case NUMBER -> number(in.integer());
      case COUNTER -> nodes.stringNode(Long.toUnsignedString(in.unsigned64()));
      case DECIMAL -> nodes.stringNode(DecimalFraction.read(in, 2).toPlainString());
      case BOOLEAN -> nodes.booleanNode(in.bool());
      case ENUMERATION -> label(key, in.unsigned(Integer.MAX_VALUE));
    };
  }

  /// A value that was registered later than our table stays a number.
  private JsonNode label(CborKey key, long value) {
    return value >= 1 && value <= key.labels().size()
        ? nodes.stringNode(key.labels().get((int) value - 1))
        : number(value);
  }

  private JsonNode anything() {
    return switch (in.peek()) {
      case UNSIGNED -> {
        long bits = in.unsigned64();
        yield bits < 0 ? nodes.stringNode(Long.toUnsignedString(bits)) : number(bits);
      }
      case NEGATIVE -> number(in.integer());
      case BYTES -> nodes.stringNode("h'" + HexFormat.of().formatHex(bytes()) + "'");
      case TEXT -> nodes.stringNode(in.text(TEXT_BYTES_MAX));
      case ARRAY -> {
        var array = nodes.arrayNode();
        for (in.openArray(); in.hasNext(); ) array.add(anything());
        yield array;
      }
      case MAP -> map();
      case BOOLEAN -> nodes.booleanNode(in.bool());
      case FLOAT -> nodes.numberNode(in.floating());
      case TAG -> nodes.stringNode(DecimalFraction.read(in, 2).toPlainString());
      case NULL, OTHER -> {
        in.skip();
        yield nodes.nullNode();
      }
    };
  }

  /// As the JSON parser has it, so that trees from both sides are equal.
  private JsonNode number(long value) {
    return (int) value == value ? nodes.numberNode((int) value) : nodes.numberNode(value);
  }

  private byte[] bytes() {
    return in.byteString(TEXT_BYTES_MAX);
  }
}
