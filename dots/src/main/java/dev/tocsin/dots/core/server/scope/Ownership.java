// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.Locale;

/// What a domain may ask help for.
///
/// @param names domain names, each with everything below it
public record Ownership(List<Prefix> prefixes, List<String> names) {

  public Ownership {
    prefixes = List.copyOf(prefixes);
    names = names.stream().map(Ownership::canonical).toList();
  }

  /// Whether every address of the prefix is owned.
  public boolean owns(Prefix prefix) {
    for (var own : prefixes) {
      if (own.contains(prefix)) return true;
    }
    return false;
  }

  /// Whether the name is one of the owned names or lies below one.
  public boolean owns(String name) {
    var wanted = canonical(name);
    return names.stream().anyMatch(own -> wanted.equals(own) || wanted.endsWith("." + own));
  }

  /// Lower case, without the root's dot: the form in which names are compared.
  static String canonical(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
