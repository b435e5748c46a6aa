// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.base.cbor.DecimalFraction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// JSON to CBOR by the key tables. A name may come without its module; a number that is no row of
/// ours may stand for an unknown key.
final class TreeEncoder {

  private static final int DIGITS_MAX = 20;
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final CborWriter out = new CborWriter();

  byte[] encode(JsonNode json) {
    map(json, 1);
    return out.toBytes();
  }

  private void map(JsonNode json, int depth) {
    if (!json.isObject()) throw expected("an object", json);
    if (depth > CborReader.DEPTH_MAX) {
      throw new WireException("nested deeper than " + CborReader.DEPTH_MAX);
    }
    var byKey = new TreeMap<Integer, JsonNode>();
    for (var property : json.properties()) {
      int key = key(property.getKey());
      if (byKey.put(key, property.getValue()) != null) {
        throw new WireException(CborKeys.describe(key) + " is there twice");
      }
    }
    out.map(byKey.size());
    byKey.forEach((key, value) -> attribute(key, value, depth + 1));
  }

  private static int key(String name) {
    var key = CborKeys.named(name);
    if (key.isPresent()) return key.get().number();
    boolean isNumber = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = isNumber && name.length() <= 5 ? Integer.parseInt(name) : 0;
    if (number < 1 || number > 65_535) {
      throw new WireException("'" + shown(name) + "' is not the name of a DOTS attribute");
    }
    return number;
  }

  private void attribute(int number, JsonNode value, int depth) {
    out.unsigned(number);
    var key = CborKeys.of(number);
    try {
      if (key.isEmpty()) anything(value, depth);
      else if (key.get().isList()) list(key.get(), value, depth);
      else single(key.get(), value, depth);
    } catch (WireException e) {
      throw new WireException(CborKeys.describe(number) + ": " + e.getMessage(), e);
    }
  }

  private void list(CborKey key, JsonNode value, int depth) {
    if (!value.isArray()) throw expected("an array", value);
    out.array(value.size());
    for (var element : value) single(key, element, depth + 1);
  }

  private void single(CborKey key, JsonNode value, int depth) {
    switch (key.form()) {
      case MAP -> map(value, depth);
      case TEXT -> out.text(string(value));
      case NUMBER -> out.integer(number(value).longValueExact());
      case COUNTER -> out.unsigned(counter(value));
      case DECIMAL -> DecimalFraction.write(out, decimal(value), 2);
      case BOOLEAN -> {
        if (!value.isBoolean()) throw expected("true or false", value);
        out.bool(value.booleanValue());
      }
      case ENUMERATION -> out.unsigned(enumeration(key, value));
    }
  }

  private static long enumeration(CborKey key, JsonNode value) {
    int position = value.isString() ? key.labels().indexOf(value.stringValue()) : -1;
    if (position >= 0) return position + 1L;
    if (value.isString() && !value.stringValue().matches("\\d{1,9}")) {
      throw expected("one of " + key.labels(), value);
    }
    long number = counter(value);
    if (number < 0 || number > Integer.MAX_VALUE) throw expected("a small number", value);
    return number;
  }

  private void anything(JsonNode value, int depth) {
    switch (value.getNodeType()) {
      case OBJECT -> map(value, depth);
      case ARRAY -> {
        if (depth > CborReader.DEPTH_MAX) {
          throw new WireException("nested deeper than " + CborReader.DEPTH_MAX);
        }
        out.array(value.size());
        for (var element : value) anything(element, depth + 1);
      }
      case STRING -> out.text(value.stringValue());
      case BOOLEAN -> out.bool(value.booleanValue());
      case NUMBER -> {
        if (value.isIntegralNumber()) out.integer(number(value).longValueExact());
        else out.floating(value.doubleValue());
      }
      case NULL -> out.nothing();
      case BINARY, MISSING, POJO -> throw expected("a JSON value", value);
    }
  }

  private static String string(JsonNode value) {
    if (!value.isString()) throw expected("a string", value);
    return value.stringValue();
  }

  /// 64 bits at most, signed; RFC 7951 §6.1 writes small numbers as numbers, and strings are taken
  /// too because peers disagree about `retry-timer`.
  private static BigInteger number(JsonNode value) {
    var number = integer(value);
    if (number.bitLength() > 63) throw expected("a number of at most 64 bits", value);
    return number;
  }

  private static long counter(JsonNode value) {
    var number = integer(value);
    if (number.signum() < 0 || number.compareTo(UINT64_MAX) > 0) {
      throw expected("a number from 0 to 2^64-1", value);
    }
    return number.longValue();
  }

  private static BigInteger integer(JsonNode value) {
    if (value.isIntegralNumber()) return value.bigIntegerValue();
    if (value.isString() && value.stringValue().matches("-?\\d{1," + DIGITS_MAX + "}")) {
      return new BigInteger(value.stringValue());
    }
    throw expected("a number", value);
  }

  private static BigDecimal decimal(JsonNode value) {
    if (value.isString() && value.stringValue().matches("-?\\d{1,16}(\\.\\d{1,2})?")) {
      return new BigDecimal(value.stringValue());
    }
    if (value.isNumber()) {
      var number = value.decimalValue();
      boolean fits = Math.abs(number.scale()) <= DIGITS_MAX && number.precision() <= DIGITS_MAX;
      if (fits
          && number.stripTrailingZeros().scale() <= 2
          && number.abs().movePointRight(2).toBigInteger().bitLength() <= 63) {
        return number;
      }
    }
    throw expected("a decimal with at most two digits behind the point", value);
  }

  private static WireException expected(String expected, JsonNode found) {
    return new WireException("expected " + expected + ", found " + shown(found.toString()));
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
