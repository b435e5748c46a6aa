// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import dev.tocsin.base.config.Section;
import dev.tocsin.base.config.Setting;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.rest.AceCheck;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// One access control list of a resource file.
final class ListSection {

  private enum Action {
    ACCEPT,
    DROP
  }

  private ListSection() {}

  static Acl read(Section section, Set<String> names) {
    var name = name(section, names, "list");
    var type = section.choice("type", AclType.class).optional();
    var activation =
        section
            .choice("activation", ActivationType.class)
            .orDefault(ActivationType.ACTIVATE_WHEN_MITIGATING);
    var inList = new HashSet<String>();
    var entries = section.each("entries", entry -> entry(entry, inList, type));
    return new Acl(name, type, activation, OptionalInt.empty(), entries);
  }

  private static String name(Section section, Set<String> names, String what) {
    Setting<String> name = section.string("name");
    return name.check(n -> n.length() <= Acl.NAME_CHARS_MAX, "1 to 64 characters")
        .check(names::add, "a name that no other " + what + " has")
        .required();
  }

  private static Ace entry(Section section, Set<String> names, Optional<AclType> type) {
    var name = name(section, names, "entry of the list");
    var actions = actions(section);
    var ace = new Ace(name, MatchSection.read(section.section("match")), actions);
    try {
      AceCheck.check(InstancePath.ROOT, type, ace);
    } catch (DataRefusedException e) {
      throw section.refuse("match", e.answer().errors().getFirst().message());
    }
    return ace;
  }

  private static Actions actions(Section section) {
    var action = section.choice("action", Action.class).required();
    var rate = section.value("rate-limit", ListSection::rate).optional();
    return switch (action) {
      case ACCEPT -> new Actions.Accept(rate);
      case DROP -> {
        // RFC 8783 §4.3: only what is accepted has a rate.
        if (rate.isPresent()) section.complain("rate-limit", "only 'accept' has a rate");
        yield Actions.DROP;
      }
    };
  }

  /// Bytes per second with at most two decimals.
  private static BigDecimal rate(String text) {
    if (text.matches("[0-9]{1,16}([.][0-9]{1,2})?")) return new BigDecimal(text);
    throw new IllegalArgumentException(
        "expected bytes per second, at most two decimals, found '" + text + "'");
  }
}
