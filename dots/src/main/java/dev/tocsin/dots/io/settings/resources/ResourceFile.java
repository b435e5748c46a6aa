// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.io.settings.Protocols;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.scope.ScopeNames;
import dev.tocsin.dots.wire.scope.TargetCheck;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/// A file with the aliases and lists that a client wants at its server. Every key stands in
/// `docs/running.md`.
public final class ResourceFile {

  private ResourceFile() {}

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static Resources read(Path file) {
    return ConfigFile.read(file, ResourceFile::read);
  }

  static Resources read(Section root) {
    var aliases = new HashSet<String>();
    var lists = new HashSet<String>();
    return new Resources(
        root.each("aliases", section -> alias(section, aliases)),
        root.each("lists", section -> ListSection.read(section, lists)));
  }

  private static Alias alias(Section section, HashSet<String> names) {
    var name =
        section
            .value("name", checked(ScopeNames::alias))
            .check(names::add, "a name that no other alias has")
            .required();
    var target =
        new Scope(
            section.list("prefixes", checked(ResourceFile::target)).orDefault(List.of()),
            section.list("ports", PortRange::parse).orDefault(List.of()),
            section.list("protocols", Protocols::parse).orDefault(List.of()),
            section.list("names", checked(ScopeNames::fqdn)).orDefault(List.of()),
            section.list("uris", checked(ScopeNames::uri)).orDefault(List.of()),
            List.of());
    // RFC 8783 §6.1: at least one of these must be present.
    if (!target.hasTarget()) {
      throw section.refuse(
          "prefixes", "the alias stands for nothing: give 'prefixes', 'names' or 'uris'");
    }
    return new Alias(name, target);
  }

  // RFC 8783 §6.1: broadcast, loopback and multicast addresses are invalid.
  private static Prefix target(String text) {
    var prefix = Prefix.parse(text);
    TargetCheck.requireUnicast(prefix);
    return prefix;
  }

  private static <T> Kind<T> checked(Kind<T> kind) {
    return text -> {
      try {
        return kind.parse(text);
      } catch (WireException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    };
  }
}
