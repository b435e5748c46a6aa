// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.identity.CustomerRules;
import dev.tocsin.dots.core.server.identity.Directory;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what the store holds of customers together with a configuration that may have changed
/// since.
public final class StoredCustomers {

  private static final Logger log = LoggerFactory.getLogger(StoredCustomers.class);

  private StoredCustomers() {}

  /// @param mitigators that are configured
  /// @return the state, with no customer that names another mitigator
  /// @throws ConfigException if the configuration has a domain or an identity that is managed
  public static ServerState beside(
      List<Customer> configured, Set<String> mitigators, ServerState state) {
    var directory = new Directory();
    state.customers().stream().filter(Customer::isManaged).forEach(directory::put);
    configured.forEach(each -> refuseClash(each, directory));
    return state.withCustomers(
        state.customers().stream().map(each -> served(each, mitigators)).toList());
  }

  private static void refuseClash(Customer configured, Directory managed) {
    CustomerRules.clash(configured, managed)
        .ifPresent(
            clash -> {
              throw new ConfigException(clash.message());
            });
  }

  /// A mitigator that comes back later serves again: the store still names it.
  private static Customer served(Customer customer, Set<String> mitigators) {
    var domain = customer.domain();
    if (!customer.isManaged() || mitigators.containsAll(domain.mitigatorNames())) return customer;
    var gone = domain.mitigatorNames().stream().filter(name -> !mitigators.contains(name)).toList();
    log.warn(
        "domain {}: the configuration has no mitigator {} any more; the domain does without",
        customer.name(),
        String.join(", ", gone));
    var choices =
        domain.mitigators().stream().filter(each -> mitigators.containsAll(each.instances()));
    return new Customer(
        with(domain, choices.toList()), customer.origin(), customer.revision(), customer.secrets());
  }

  private static Domain with(Domain domain, List<MitigatorChoice> choices) {
    return new Domain(
        domain.name(),
        domain.identities(),
        domain.prefixes(),
        domain.names(),
        choices,
        domain.limits(),
        domain.policy());
  }
}
