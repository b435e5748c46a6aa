// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.server.Change.BindClient;
import dev.tocsin.dots.core.server.Change.PutConfig;
import dev.tocsin.dots.core.server.data.DataChange;
import java.util.List;

/// What a server knows again after a restart: every acknowledged {@link Change}, summed up.
///
/// @param customers by name
/// @param mitigations by ascending sequence
/// @param data clients before what is bound to them
public record ServerState(
    List<Customer> customers,
    List<Mitigation> mitigations,
    List<BindClient> clients,
    List<PutConfig> configs,
    List<DataChange> data) {

  public static final ServerState EMPTY =
      new ServerState(List.of(), List.of(), List.of(), List.of(), List.of());

  public ServerState {
    customers = List.copyOf(customers);
    mitigations = List.copyOf(mitigations);
    clients = List.copyOf(clients);
    configs = List.copyOf(configs);
    data = List.copyOf(data);
  }

  public ServerState withCustomers(List<Customer> changed) {
    return new ServerState(changed, mitigations, clients, configs, data);
  }
}
