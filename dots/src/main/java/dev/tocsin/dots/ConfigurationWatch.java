// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices where another node's configuration file has other domains than this node's. Whichever
/// was read last holds at all nodes, so that a node that starts with an older file takes away what
/// a newer one has brought. Any thread.
final class ConfigurationWatch {

  private static final Logger log = LoggerFactory.getLogger(ConfigurationWatch.class);

  private final Supplier<List<Customer>> configured;
  private List<Customer> known = List.of();
  private final Map<String, Domain> own = new HashMap<>();
  // The node that says otherwise, by domain.
  private final Map<String, String> differing = new TreeMap<>();

  /// @param configured what this node's own file said when it was read last
  ConfigurationWatch(Supplier<List<Customer>> configured) {
    this.configured = configured;
  }

  /// What was read again holds everywhere.
  private void refresh() {
    var now = configured.get();
    if (now.equals(known)) return;
    known = now;
    own.clear();
    differing.clear();
    now.forEach(each -> own.put(each.name(), each.domain()));
  }

  /// Another node has committed this.
  synchronized void changed(String node, List<Change> changes) {
    refresh();
    for (var change : changes) {
      if (change instanceof Change.RemoveDomain(var name)) {
        compare(node, name, Optional.empty());
      } else if (change instanceof Change.PutDomain(var customer)) {
        var said = Optional.of(customer.domain()).filter(_ -> !customer.isManaged());
        compare(node, customer.name(), said);
      }
    }
  }

  private void compare(String node, String name, Optional<Domain> said) {
    if (said.equals(Optional.ofNullable(own.get(name)))) {
      differing.remove(name);
    } else if (differing.put(name, node) == null) {
      log.warn(
          "node {} has another configuration of domain {}, and its one holds now: give all nodes"
              + " the same file",
          node,
          name);
    }
  }

  /// For who looks after this server.
  synchronized Optional<String> problem() {
    refresh();
    if (differing.isEmpty()) return Optional.empty();
    var first = differing.entrySet().iterator().next();
    var others = differing.size() > 1 ? ", and %d more".formatted(differing.size() - 1) : "";
    return Optional.of(
        "node %s has another configuration of domain %s%s"
            .formatted(first.getValue(), first.getKey(), others));
  }
}
