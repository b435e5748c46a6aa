// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.store.postgres.SharedLog;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.store.NodeMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server among those that share its store: what it says to them, and what is known of them.
final class Membership implements Sharing {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);
  // Beside it stands what a message itself takes.
  private static final int MESSAGE_BYTES_MAX = 63 << 10;
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Node node;
  private final SharedLog<Change> shared;
  private final ConfigurationWatch configuration;
  private final CompletableFuture<Void> outdated = new CompletableFuture<>();
  private volatile Set<String> alive = Set.of();

  /// @param configured gives the domains of this node's configuration, as it was read last
  Membership(Node node, SharedLog<Change> shared, Supplier<List<Customer>> configured) {
    this.node = node;
    this.shared = shared;
    this.configuration = new ConfigurationWatch(configured);
  }

  /// From here on nothing that another node does is missed; what comes waits for the loop.
  void join(Consumer<ServerInput> loop, LongSupplier acknowledged, Sharing.Heard mitigators) {
    shared.join(new NodeEvents(this, loop, acknowledged, mitigators));
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public void want(String mitigator) {
    shared.want(NodeEvents.MITIGATOR + mitigator);
  }

  @Override
  public boolean isAlone() {
    return alive.size() < 2;
  }

  @Override
  public void tell(byte[] message) {
    shared.tell("", NodeMessage.write(new NodeMessage.OfMitigators(message)));
  }

  /// A client of another server may have to know of a request that was refused here.
  void tell(ServerOutput.TellRivals rivals) {
    if (isAlone()) return;
    var message = NodeMessage.write(new NodeMessage.OfRivals(rivals.standing(), rivals.refused()));
    if (message.length <= MESSAGE_BYTES_MAX) shared.tell("", message);
    else log.debug("too long for other servers: a conflict of {} bytes", message.length);
  }

  /// What all nodes hold alike under a name: what the first of them proposed.
  String agreed(String name, String proposal) {
    return shared.agree(name, proposal);
  }

  ConfigurationWatch configuration() {
    return configuration;
  }

  void alive(Set<String> nodes) {
    alive = nodes;
    log.info("nodes that share the store: {}", String.join(", ", nodes));
  }

  void isOutdated() {
    log.error("cut off for longer than the database keeps what other nodes did: starting anew");
    outdated.complete(null);
  }

  /// Done when this server has to be closed and started anew.
  CompletableFuture<Void> outdated() {
    return outdated;
  }

  void observe(Metrics metrics) {
    metrics.gauge(
        "tocsin.dots.nodes", "Servers that share the store, this one included", () -> alive.size());
    metrics.gauge(
        "tocsin.dots.store.cutoff",
        "1 while the database that servers share is out of reach",
        () -> shared.isCutOff() ? 1 : 0);
    metrics.gauge(
        "tocsin.dots.store.lag",
        "Seconds since this server had seen all that others had committed",
        () -> shared.lag().toMillis() / MILLIS_PER_SECOND);
    metrics.gauge(
        "tocsin.dots.store.position",
        "Place in the order of all servers' commits up to which this one knows them",
        shared::position);
    metrics.counted(
        "tocsin.dots.store.messages.dropped",
        "Messages to other servers that were lost",
        shared,
        SharedLog::dropped);
  }

  Health addTo(Health health) {
    return health.noted("configuration", configuration::problem);
  }
}
