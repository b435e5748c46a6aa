// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.match.Binary;
import dev.tocsin.dots.wire.data.match.Labelled;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A value of the data tree and where it stands: reads it as one of YANG's types (RFC 7951 §6), or
/// says what was expected and what came.
///
/// @param strictness of a request or an answer
record Node(JsonValue value, InstancePath path, Strictness strictness) {

  /// Whether unknown members are refused.
  enum Strictness {
    /// A server reads a request: what it does not know, it must not pretend to do.
    REQUEST,
    /// A client reads an answer and leaves aside what it does not know.
    ANSWER
  }

  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
  private static final Pattern COUNTER = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,17}(\\.[0-9]{1,2})?");
  private static final String ACL_MODULE = "ietf-access-control-list:";

  Container container() {
    if (value instanceof JsonValue.Members members) return new Container(members, this);
    throw expected("an object");
  }

  /// Text of a name or an address: YANG's `string` (RFC 7950 §9.4) without line ends and tabs.
  ///
  /// @param charsMax at most
  String text(int charsMax) {
    if (!(value instanceof JsonValue.Text(var text))) throw expected("text");
    if (text.isEmpty() || text.length() > charsMax) {
      throw invalid("expected 1 to " + charsMax + " characters, found " + text.length());
    }
    if (!isSound(text)) throw invalid("expected text without control characters or halves of any");
    return text;
  }

  static boolean isSound(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  int number(int min, int max) {
    return (int) number((long) min, max);
  }

  // RFC 7951 §6.1: integers of up to 32 bits are JSON numbers.
  long number(long min, long max) {
    if (value instanceof JsonValue.Number(var text) && INTEGER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) return number;
    }
    throw expected("a whole number within " + min + "-" + max);
  }

  // RFC 7951 §6.3
  boolean flag() {
    if (value instanceof JsonValue.Flag(var flag)) return flag;
    throw expected("true or false");
  }

  // RFC 7951 §6.1: integers of 64 bits are strings.
  long counter64() {
    String text =
        switch (value) {
          case JsonValue.Text(var digits) -> digits;
          case JsonValue.Number(var digits) when strictness == Strictness.ANSWER -> digits;
          default -> "";
        };
    if (COUNTER.matcher(text).matches()) {
      try {
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        throw expected("a number below 2^64 in quotes");
      }
    }
    throw expected("a number below 2^64 in quotes");
  }

  // RFC 7951 §6.1: decimal64 is a string.
  BigDecimal decimal64() {
    if (value instanceof JsonValue.Text(var text) && DECIMAL.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw expected("a number with at most two decimals in quotes");
  }

  <E extends Enum<E> & Labelled> E label(E[] choices) {
    for (var choice : choices) {
      if (value.equals(new JsonValue.Text(choice.label()))) return choice;
    }
    throw expected(oneOf(choices));
  }

  /// An identity of RFC 8519. RFC 7951 §6.8 wants its module's name; the figures of RFC 8783 leave
  /// it out: both are read.
  <E extends Enum<E> & Labelled> E identity(E[] choices) {
    boolean isQualified = value instanceof JsonValue.Text(var text) && text.startsWith(ACL_MODULE);
    for (var choice : choices) {
      String name = isQualified ? ACL_MODULE + choice.label() : choice.label();
      if (value.equals(new JsonValue.Text(name))) return choice;
    }
    throw expected(oneOf(choices));
  }

  // RFC 7951 §6.5: names of bits with a space in between, each at most once.
  <E extends Enum<E> & Labelled> Set<E> bits(Class<E> type) {
    if (!(value instanceof JsonValue.Text(var text))) throw expected("names of bits in one text");
    var bits = EnumSet.noneOf(type);
    if (text.isEmpty()) return bits;
    for (var name : text.split(" ", -1)) {
      var bit =
          Stream.of(type.getEnumConstants())
              .filter(each -> each.label().equals(name))
              .findFirst()
              .orElseThrow(() -> expected("bits of " + oneOf(type.getEnumConstants())));
      if (!bits.add(bit)) throw invalid("expected each bit once, found " + name + " twice");
    }
    return bits;
  }

  /// Bits of which only some combinations mean something: as {@link #bits}, in any order.
  <E extends Enum<E> & Labelled> E combination(E[] choices) {
    if (!(value instanceof JsonValue.Text(var text))) throw expected("names of bits in one text");
    var names = List.of(text.split(" ", -1));
    for (var choice : choices) {
      var wanted = Set.of(choice.label().split(" "));
      if (names.size() == wanted.size() && names.containsAll(wanted)) return choice;
    }
    throw expected(oneOf(choices));
  }

  // RFC 7951 §6.6
  Binary binary(int bytesMin, int bytesMax) {
    if (!(value instanceof JsonValue.Text(var text))) throw expected("base64 in quotes");
    Binary binary;
    try {
      binary = new Binary(text);
    } catch (IllegalArgumentException e) {
      throw expected("base64 (RFC 4648 §4)");
    }
    int bytes = binary.bytes().length;
    if (bytes < bytesMin || bytes > bytesMax) {
      throw invalid("expected " + bytesMin + " to " + bytesMax + " bytes, found " + bytes);
    }
    return binary;
  }

  DataRefusedException expected(String what) {
    return invalid("expected " + what + ", found " + value.describe());
  }

  DataRefusedException invalid(String message) {
    return DataRefusedException.at(path, ErrorTag.INVALID_VALUE, message);
  }

  private static String oneOf(Labelled[] choices) {
    return Stream.of(choices).map(Labelled::label).collect(Collectors.joining(", "));
  }
}
