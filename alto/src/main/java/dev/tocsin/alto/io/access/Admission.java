// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import dev.tocsin.base.net.Prefix;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Whom a view is for: whoever is named in one of these ways. If nobody is named it is for all.
public record Admission(Set<String> users, Set<String> certificates, List<Prefix> prefixes) {

  public static final Admission ALL = new Admission(Set.of(), Set.of(), List.of());

  public Admission {
    users = Set.copyOf(users);
    certificates = Set.copyOf(certificates);
    prefixes = List.copyOf(prefixes);
  }

  public boolean isForAll() {
    return users.isEmpty() && certificates.isEmpty() && prefixes.isEmpty();
  }

  public boolean admits(ClientName client) {
    return isForAll()
        || client.user().filter(users::contains).isPresent()
        || !Collections.disjoint(client.certificates(), certificates)
        || prefixes.stream().anyMatch(prefix -> prefix.contains(client.source()));
  }
}
