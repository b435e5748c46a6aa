// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a flow specification as BIRD writes it: `flow4 { dst 198.51.100.0/25; proto 6,17; }`.
final class FlowText {

  private static final Pattern WHOLE = Pattern.compile("flow([46]) \\{ ([ -z|~]*)}");
  private static final Pattern ADDRESSES =
      Pattern.compile("([0-9a-f.:]+/\\d{1,3})(?: offset (\\d{1,3}))?");
  private static final Pattern NUMBERS =
      Pattern.compile(
          "\\s*(,|\\|\\||&&)?\\s*"
              + "(?:(\\d{1,10})\\.\\.(\\d{1,10})|(=|!=|<=|>=|<|>|true|false)?\\s*(\\d{1,10}))");
  private static final Pattern BITS =
      Pattern.compile(
          "\\s*(\\|\\||&&)?\\s*(!{0,2})(?:0x([0-9a-f]{1,8})/0x([0-9a-f]{1,8})|([a-z]+_[a-z]+))");
  private static final Map<String, Integer> OPERATORS =
      Map.of(
          "=",
          Term.EQUAL,
          "!=",
          Term.LESS | Term.GREATER,
          "<",
          Term.LESS,
          "<=",
          Term.LESS | Term.EQUAL,
          ">",
          Term.GREATER,
          ">=",
          Term.GREATER | Term.EQUAL,
          "true",
          Term.LESS | Term.GREATER | Term.EQUAL,
          "false",
          0);
  private static final List<String> FRAGMENTS =
      List.of("dont_fragment", "is_fragment", "first_fragment", "last_fragment");

  private final boolean ipv4;
  private @Nullable FlowPrefix destination;
  private @Nullable FlowPrefix source;
  private final Map<Field, Component> components = new EnumMap<>(Field.class);

  private FlowText(boolean ipv4) {
    this.ipv4 = ipv4;
  }

  /// @throws IllegalArgumentException saying what of it is not understood
  static FlowRoute read(String text, FlowActions actions) {
    // BIRD cuts what is longer than 250 characters: what is missing may be what narrows it.
    if (text.endsWith("...}")) throw new IllegalArgumentException("BIRD prints a part of it only");
    var whole = WHOLE.matcher(text);
    if (!whole.matches()) throw new IllegalArgumentException("no flow specification");
    var reading = new FlowText(whole.group(1).equals("4"));
    for (var part : whole.group(2).split(";", -1)) {
      if (!part.isBlank()) reading.part(part.strip());
    }
    var parts = reading.components.values().stream();
    return new FlowRoute(
        reading.ipv4,
        Optional.ofNullable(reading.destination),
        Optional.ofNullable(reading.source),
        parts.sorted(Comparator.comparing(each -> each.field().type())).toList(),
        actions,
        text);
  }

  private void part(String part) {
    if (part.startsWith("dst ")) {
      destination = once(destination, prefix(part.substring(4)));
    } else if (part.startsWith("src ")) {
      source = once(source, prefix(part.substring(4)));
    } else {
      var field = field(part);
      var values = part.substring(field.word(ipv4).length());
      var component = new Component(field, field.isBits() ? bits(values) : numbers(values));
      if (components.put(field, component) != null) {
        throw new IllegalArgumentException("twice: " + part);
      }
    }
  }

  private static FlowPrefix once(@Nullable FlowPrefix before, FlowPrefix now) {
    if (before != null) throw new IllegalArgumentException("twice: " + now);
    return now;
  }

  private FlowPrefix prefix(String text) {
    var parts = ADDRESSES.matcher(text);
    if (!parts.matches()) throw new IllegalArgumentException("no prefix: " + text);
    var prefix = Prefix.parse(parts.group(1));
    if (prefix.isIpv4() != ipv4) throw new IllegalArgumentException("other family: " + text);
    return new FlowPrefix(prefix, parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)));
  }

  private Field field(String part) {
    for (var field : Field.values()) {
      if (part.startsWith(field.word(ipv4) + " ") && !(ipv4 && field == Field.FLOW_LABEL)) {
        return field;
      }
    }
    throw new IllegalArgumentException("no such component: " + part);
  }

  private static List<Term> numbers(String text) {
    var terms = new ArrayList<Term>();
    var next = NUMBERS.matcher(text);
    for (int at = 0; at < text.length(); at = next.end()) {
      advance(next, at, text);
      boolean and = joins(next, terms.isEmpty(), text);
      if (next.group(2) != null) {
        terms.add(new Term(and, Term.GREATER | Term.EQUAL, Long.parseLong(next.group(2))));
        terms.add(new Term(true, Term.LESS | Term.EQUAL, Long.parseLong(next.group(3))));
      } else {
        var operator = OPERATORS.getOrDefault(next.group(4) == null ? "=" : next.group(4), 0);
        terms.add(new Term(and, operator, Long.parseLong(next.group(5))));
      }
    }
    return terms;
  }

  private static List<Term> bits(String text) {
    var terms = new ArrayList<Term>();
    var next = BITS.matcher(text);
    for (int at = 0; at < text.length(); at = next.end()) {
      advance(next, at, text);
      boolean and = joins(next, terms.isEmpty(), text);
      int marks = next.group(2).length();
      terms.add(next.group(5) == null ? mask(and, marks, next) : named(and, marks, next.group(5)));
    }
    return terms;
  }

  // BIRD writes match as B/B, "none of them" as 0/B, and puts an exclamation mark in front of the
  // opposite of either.
  private static Term mask(boolean and, int marks, Matcher term) {
    long first = Long.parseLong(term.group(3), 16);
    long mask = Long.parseLong(term.group(4), 16);
    if (first != 0 && first != mask || marks > 1) {
      throw new IllegalArgumentException("no such match of bits: " + term.group().strip());
    }
    boolean match = first == mask;
    if (match) return new Term(and, marks == 1 ? Term.MATCH | Term.NOT : Term.MATCH, mask);
    return new Term(and, marks == 1 ? 0 : Term.NOT, mask);
  }

  // Of a single bit, two marks are none, and "not all" is "none".
  private static Term named(boolean and, int marks, String name) {
    int bit = FRAGMENTS.indexOf(name);
    if (bit < 0) throw new IllegalArgumentException("no such kind of fragment: " + name);
    int operator =
        switch (marks) {
          case 0 -> Term.MATCH;
          case 1 -> Term.NOT;
          default -> 0;
        };
    return new Term(and, operator, 1L << bit);
  }

  private static void advance(Matcher next, int at, String text) {
    if (next.region(at, text.length()).lookingAt()) return;
    throw new IllegalArgumentException("not understood: '" + text.substring(at).strip() + "'");
  }

  private static boolean joins(Matcher next, boolean first, String text) {
    var word = next.group(1);
    if (first == (word == null)) return "&&".equals(word);
    throw new IllegalArgumentException("not understood: '" + text.strip() + "'");
  }
}
