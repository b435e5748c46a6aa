// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import dev.tocsin.base.run.Loop;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.agent.ClientMachine;
import dev.tocsin.dots.io.client.ClientEffects;
import dev.tocsin.dots.io.client.Commands;
import dev.tocsin.dots.io.client.Responses;
import dev.tocsin.dots.io.coap.CoapClientTransport;
import dev.tocsin.dots.io.data.client.ResourceKeeper;
import dev.tocsin.dots.io.names.NameResolver;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.store.AgentStore;
import dev.tocsin.dots.triggers.thresholds.KernelCounters;
import dev.tocsin.dots.triggers.thresholds.ThresholdTrigger;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A DOTS client agent (RFC 9132): holds sessions with the servers and asks them for mitigation when
/// an operator, a detector or a threshold wants it.
///
///     try (var agent = DotsClient.start(ClientSettings.read(file))) { … }
///
/// Commands reach it over its control socket: see {@link dev.tocsin.base.control.ControlClient}.
public final class DotsClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DotsClient.class);
  private static final int INBOX_MAX = 16_384;
  private static final Duration DATA_ANSWER_WAIT = Duration.ofSeconds(30);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final CompletableFuture<Loop<ClientInput, ClientOutput>> loop = new CompletableFuture<>();
  private final InstantSource clock = InstantSource.system();
  private final Metrics metrics = new Metrics().withProcess();

  private DotsClient() {}

  /// Takes commands when it returns; sessions open behind it.
  ///
  /// @throws dev.tocsin.base.config.ConfigException if a file that the settings name cannot be used
  /// @throws dev.tocsin.base.store.StoreException if the state folder cannot
  public static DotsClient start(ClientSettings settings) {
    var client = new DotsClient();
    try {
      client.open(settings);
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void open(ClientSettings settings) {
    NativeCryptography.install();
    opened.add(metrics);
    var folder = settings.folders().state();
    var store = keep(AgentStore.open(folder));
    var audit = keep(AuditLog.open(folder.resolve("audit.jsonl"), settings.observe().audit()));
    var names = keep(new NameResolver(Optional.empty()));
    var known = store.load();
    var machine =
        new ClientMachine(
            settings.parameters(settings.identity().clientIdentifier()),
            known,
            SignalCodec::payloadBytes,
            new SecureRandom());
    var responses = new Responses(this::put);
    var transport =
        keep(
            new CoapClientTransport(settings.transport(), ClientPlan.servers(settings), responses));
    var keepers = keepers(settings, known.cuids());
    var commands = new Commands(this::offer, this::put, keepers, known.cuids());
    var effects =
        new ClientEffects(
            new ClientEffects.World(
                servers(settings), store.commits(), names, audit, clock, this::put),
            transport,
            responses,
            commands);
    var started = keep(Loop.start("dots-client", machine, effects, clock, INBOX_MAX));
    loop.complete(started);
    put(new ClientInput.Started());
    keep(ControlServer.open(settings.folders().control(), commands));
    // At the end the loop goes first and the disk next, so that what was decided is still sent,
    // replied and audited. Both were kept before, too: this opening may fail halfway.
    keep(store);
    keep(started);
    var counters = new KernelCounters(Path.of("/proc/net"));
    settings
        .triggers()
        .forEach(trigger -> keep(ThresholdTrigger.start(trigger, counters, clock, this::put)));
    observe(settings, started);
  }

  private void observe(ClientSettings settings, Loop<ClientInput, ClientOutput> started) {
    metrics.gauge("tocsin.dots.inbox", "Inputs that wait for the agent's loop", started::waiting);
    metrics.counted(
        "tocsin.dots.inputs.refused",
        "Inputs for which the loop had no room",
        started,
        Loop::refused);
    var port = settings.observe().metricsPort();
    if (port.isEmpty()) return;
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt());
    keep(ObserveServer.start(address, metrics, new Health()));
  }

  /// One for each server, if the settings name a resource file.
  private List<ResourceKeeper> keepers(ClientSettings settings, Map<Integer, String> cuids) {
    var file = settings.folders().resources();
    if (file.isEmpty()) return List.of();
    var keepers = new ArrayList<ResourceKeeper>();
    for (int number = 0; number < settings.servers().size(); number++) {
      var server = settings.servers().get(number);
      var usual = settings.identity().clientIdentifier();
      keepers.add(
          keep(
              ResourceKeeper.start(
                  server.dataChannel().toString(),
                  file.get(),
                  DataChannel.client(settings, server, DATA_ANSWER_WAIT),
                  // The server knows this client by it on both channels (RFC 8783 §5.1).
                  cuids.getOrDefault(number, usual),
                  clock)));
    }
    return keepers;
  }

  private static List<HostAndPort> servers(ClientSettings settings) {
    return settings.servers().stream()
        .map(each -> new HostAndPort(each.host(), each.port()))
        .toList();
  }

  private boolean offer(ClientInput input) {
    return loop.join().offer(input);
  }

  private void put(ClientInput input) {
    loop.join().put(input);
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.add(part);
    return part;
  }

  /// Closes its sessions. What was asked for stays asked for, and is known again after a restart.
  @Override
  public void close() {
    Closing.all(opened, log);
  }
}
