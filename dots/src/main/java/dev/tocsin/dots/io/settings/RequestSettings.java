// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the named requests of a client.
final class RequestSettings {

  private final Set<String> names = new HashSet<>();

  NamedRequest read(Section section) {
    var name =
        section
            .string("name")
            .check(
                n -> n.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "letters, digits, '.', '_', '-'")
            .check(names::add, "a name that no other request has")
            .required();
    var scope =
        new Scope(
            section.list("prefixes", Kind.PREFIX).orDefault(List.of()),
            section.list("ports", PortRange::parse).orDefault(List.of()),
            section.list("protocols", Protocols::parse).orDefault(List.of()),
            section.list("names", Kind.STRING).orDefault(List.of()),
            section.list("uris", Kind.STRING).orDefault(List.of()),
            section.list("aliases", Kind.STRING).orDefault(List.of()));
    if (!scope.hasTarget()) {
      section.complain(
          "prefixes",
          "the request protects nothing: give 'prefixes', 'names', 'uris' or 'aliases'");
    }
    // RFC 9132 §4.4.1.1: 3600 seconds are recommended.
    long lifetime =
        section
            .value("lifetime", RequestSettings::lifetime)
            .orDefault(new Lifetime(3_600))
            .seconds();
    boolean now = section.bool("trigger-mitigation").orDefault(true);
    return new NamedRequest(name, new MitigationRequest(scope, lifetime, now, Optional.empty()));
  }

  /// Shown as it is written.
  private record Lifetime(long seconds) {
    @Override
    public String toString() {
      return seconds == MitigationRequest.INDEFINITE ? "indefinite" : seconds / 3_600 + "h";
    }
  }

  private static Lifetime lifetime(String text) {
    if (text.equals("indefinite")) return new Lifetime(MitigationRequest.INDEFINITE);
    long seconds = Kind.DURATION.parse(text).toSeconds();
    if (seconds >= 1 && seconds <= Integer.MAX_VALUE) return new Lifetime(seconds);
    throw new IllegalArgumentException(
        "expected 'indefinite' or a duration from 1s to 24855d, found '" + text + "'");
  }
}
