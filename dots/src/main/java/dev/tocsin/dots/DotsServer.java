// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import dev.tocsin.base.run.Loop;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.machine.ServerMachine;
import dev.tocsin.dots.io.coap.Identifiers;
import dev.tocsin.dots.io.control.OperatorDesk;
import dev.tocsin.dots.io.manage.LocalDesk;
import dev.tocsin.dots.io.manage.Management;
import dev.tocsin.dots.io.manage.StoredCustomers;
import dev.tocsin.dots.io.manage.StoredSecrets;
import dev.tocsin.dots.io.names.NameResolver;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.io.server.Intake;
import dev.tocsin.dots.io.server.Listeners;
import dev.tocsin.dots.io.server.ServerEffects;
import dev.tocsin.dots.io.server.ServerMeters;
import dev.tocsin.dots.io.settings.ServerSettings;
import dev.tocsin.dots.io.store.SignalStore;
import dev.tocsin.dots.wire.codec.SignalCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A DOTS server (RFC 9132): takes calls for help, keeps them on disk, and drives mitigators.
///
///     try (var server = DotsServer.start(ServerSettings.read(file))) { … }
public final class DotsServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DotsServer.class);
  // News of a commit that failed waits behind what is in the inbox, and each of that may commit,
  // too:
  // inbox, queue and batch together stay below what the machine can take back.
  private static final int INBOX_MAX = ServerOutput.Commit.UNDER_WAY_MAX / 2;

  // A commit takes milliseconds; a client of HTTP gives up after about a minute.
  private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final InstantSource clock = InstantSource.system();
  private final Metrics metrics = new Metrics().withProcess();
  private final List<InetSocketAddress> local = new ArrayList<>();
  private Optional<Membership> membership = Optional.empty();
  private @Nullable Exchanges<OperatorAnswer> operator;
  private @Nullable Management management;
  private Optional<InetSocketAddress> dataChannel = Optional.empty();
  private Optional<InetSocketAddress> managementAddress = Optional.empty();

  private DotsServer() {}

  /// Listens when it returns.
  ///
  /// @throws dev.tocsin.base.config.ConfigException if a file that the settings name cannot be used
  /// @throws dev.tocsin.base.store.StoreException if the state folder cannot
  public static DotsServer start(ServerSettings settings) {
    var server = new DotsServer();
    try {
      server.open(settings);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(ServerSettings settings) {
    NativeCryptography.install();
    opened.add(metrics);
    var store = keep(open(settings.folders()));
    membership =
        store
            .shared()
            .map(log -> new Membership(settings.node(), log, () -> settings().customers()));
    var stored = store.load();
    var box = StoredSecrets.key(settings.stateFolder(), stored.customers());
    membership.ifPresent(each -> StoredSecrets.agree(settings.stateFolder(), box, each::agreed));
    // The folder is this process's own now: its mitigators may begin to look what stands.
    var inputs = new LoopInputs();
    RandomGenerator random = new SecureRandom();
    var mitigation =
        keep(
            MitigatorFleet.make(
                settings.mitigators(),
                membership.map(each -> each),
                new MitigatorFleet.Events(inputs::mitigated, inputs::filtered),
                clock,
                random));
    keep(inputs);
    var audit =
        keep(
            AuditLog.open(
                settings.stateFolder().resolve("audit.jsonl"), settings.observe().audit()));
    var state =
        StoredCustomers.beside(settings.customers(), settings.mitigators().keySet(), stored);
    var parameters = settings.parameters().filteringBy(mitigation.filtering());
    var machine =
        new ServerMachine(parameters, settings.node(), settings.customers(), state, random);
    // What is active already is known before the mitigators start, so that a restart leaves the
    // filters of a running flood where they are.
    var beginning = machine.tick(clock.instant());
    mitigation.start(beginning);
    run(settings, new Kept(store, box, audit, inputs, mitigation), machine, beginning);
  }

  private SignalStore open(ServerSettings.Folders folders) {
    if (folders.shared().isPresent()) keep(SignalStore.lock(folders.state()));
    return store(folders);
  }

  /// What the settings say is kept, and where.
  static SignalStore store(ServerSettings.Folders folders) {
    return folders
        .shared()
        .map(shared -> SignalStore.open(shared, commits()))
        .orElseGet(() -> SignalStore.open(folders.state(), commits()));
  }

  private record Kept(
      SignalStore store,
      SecretBox box,
      AuditLog audit,
      LoopInputs inputs,
      MitigatorFleet mitigation) {}

  private void run(
      ServerSettings settings, Kept kept, ServerMachine machine, List<ServerOutput> beginning) {
    var store = kept.store();
    var audit = kept.audit();
    var inputs = kept.inputs();
    var mitigation = kept.mitigation();
    var meters = new ServerMeters(metrics);
    var identifiers = new Identifiers();
    operator = new Exchanges<>(identifiers::nextExchange, inputs::offer, ANSWER_WAIT_MAX);
    var management =
        Management.of(
            settings,
            new Exchanges<>(identifiers::nextExchange, inputs::offer, ANSWER_WAIT_MAX),
            operator,
            kept.box(),
            clock);
    var transports =
        ServerPlan.transports(settings.endpoint(), management.trust(), identifiers, metrics);
    var names = keep(new NameResolver(Optional.empty()));
    var listeners = new ArrayList<Listeners>(1);
    var intake =
        new Intake(
            inputs::offer,
            inputs::put,
            (exchange, response) -> {
              meters.answered(response.code());
              listeners.getFirst().answer(exchange, SignalCodec.writeResponse(response), false);
            },
            meters);
    var all = keep(new Listeners(intake, transports));
    listeners.add(all);
    var exchanges =
        new Exchanges<DataAnswer>(identifiers::nextExchange, inputs::offer, ANSWER_WAIT_MAX);
    var effects =
        new ServerEffects(
            new ServerEffects.World(
                all,
                store.commits(),
                names,
                mitigation,
                audit,
                clock,
                new ServerEffects.Answers(
                    exchanges::answer,
                    operator::answer,
                    management,
                    tell -> membership.ifPresent(each -> each.tell(tell))),
                inputs::put),
            meters);
    membership.ifPresent(each -> each.join(inputs::put, effects::acknowledged, mitigation));
    // The log's thread may answer only once the listeners are there; they start last.
    MitigatorFleet.withoutOrders(beginning).forEach(effects::perform);
    effects.flush();
    // At the end the loop goes first and the disk next, so that what was decided is still told to
    // clients, mitigators and the audit log.
    keep(store);
    var loop = keep(Loop.start("dots-server", machine, effects, clock, INBOX_MAX));
    inputs.to(loop);
    all.start();
    local.addAll(all.local());
    ServerPlan.dataChannel(settings.endpoint(), exchanges).ifPresent(this::serveData);
    manage(settings, management);
    observe(settings, new Parts(loop, all, store, audit, names, mitigation, meters));
  }

  private void manage(ServerSettings settings, Management management) {
    this.management = management;
    management.serve(clock).ifPresent(this::serveManagement);
    var path = settings.folders().control();
    if (path.isPresent())
      keep(
          ControlServer.open(
              path.get(), new LocalDesk(management, new OperatorDesk(this::operate))));
    else log.warn("no control socket: its path would be too long; set 'control-socket'");
  }

  private void serveData(WebServer web) {
    keep(web);
    dataChannel = Optional.of(web.local());
  }

  private void serveManagement(WebServer web) {
    keep(web);
    managementAddress = Optional.of(web.local());
  }

  /// The machine can take back only so many commits that fail.
  private static CommitOptions commits() {
    var usual = CommitOptions.DEFAULT;
    return new CommitOptions(
        ServerOutput.Commit.UNDER_WAY_MAX / 8,
        ServerOutput.Commit.UNDER_WAY_MAX / 16,
        usual.segmentBytes(),
        usual.journalMaxBytes(),
        usual.applyMax(),
        usual.applyAfter());
  }

  private record Parts(
      Loop<ServerInput, ServerOutput> loop,
      Listeners listeners,
      SignalStore store,
      AuditLog audit,
      NameResolver names,
      MitigatorFleet mitigators,
      ServerMeters meters) {}

  private void observe(ServerSettings settings, Parts parts) {
    metrics.gauge("tocsin.dots.sessions", "Open signal sessions", parts.listeners::openSessions);
    metrics.gauge(
        "tocsin.dots.exchanges", "Requests and observations open", parts.listeners::openExchanges);
    metrics.gauge(
        "tocsin.dots.inbox", "Inputs that wait for the server's loop", parts.loop::waiting);
    metrics.gauge(
        "tocsin.dots.commits.waiting",
        "Commits that wait for the disk",
        () -> parts.store.commits().figures().waiting());
    metrics.counted(
        "tocsin.dots.commits",
        "Commits on disk",
        parts.store,
        store -> store.commits().figures().commits());
    metrics.counted(
        "tocsin.dots.audit.dropped",
        "Audit events for which there was no room",
        parts.audit,
        AuditLog::dropped);
    metrics.counted(
        "tocsin.dots.names.failed",
        "Look-ups without an address",
        parts.names,
        NameResolver::failed);
    metrics.gauge(
        "tocsin.dots.mitigators.missing",
        "Mitigators that are counted on, and whose servers are down",
        () -> parts.meters.missing().size());
    membership.ifPresent(each -> each.observe(metrics));
    if (settings.observe().metricsPort().isEmpty()) return;
    var address =
        new InetSocketAddress(
            java.net.InetAddress.getLoopbackAddress(), settings.observe().metricsPort().getAsInt());
    keep(ObserveServer.start(address, metrics, health(parts)));
  }

  /// Ready is who can take a call for help and keep it. A mitigator that fails is tried again, and
  /// what it is to enforce is safe here: whoever sends clients elsewhere for that should know why.
  private Health health(Parts parts) {
    var health =
        new Health()
            .ready(
                "inbox",
                () ->
                    parts.loop.waiting() < INBOX_MAX / 2
                        ? Optional.empty()
                        : Optional.of(parts.loop.waiting() + " inputs wait"))
            .ready("store", new StoreProbe(parts.store.commits()));
    parts.mitigators.problems().forEach((name, each) -> health.noted("mitigator." + name, each));
    membership.ifPresent(
        each -> each.addTo(health).noted("mitigators.missing", parts.meters::missingNoted));
    return health;
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.add(part);
    return part;
  }

  /// Where it listens, with the real ports: DTLS first, then TLS, as configured.
  public List<InetSocketAddress> local() {
    return List.copyOf(local);
  }

  /// Where the data channel is served, if it is.
  public Optional<InetSocketAddress> dataChannel() {
    return dataChannel;
  }

  /// What the operator asks; waits until it is on disk.
  ///
  /// @return empty if the server has no room or takes too long
  public Optional<OperatorAnswer> operate(OperatorRequest request) {
    return Objects.requireNonNull(operator).ask(id -> new ServerInput.Operated(id, request));
  }

  /// Reads the configuration file again: its domains hold at once, what needs a restart is named,
  /// and a file with a mistake changes nothing. The log says what came of it.
  public void reload() {
    Objects.requireNonNull(management).reload();
  }

  /// What it was started with, and has taken in since.
  public ServerSettings settings() {
    return Objects.requireNonNull(management).current();
  }

  /// Where customers are managed over HTTPS, if they are.
  public Optional<InetSocketAddress> management() {
    return managementAddress;
  }

  /// Done when this server was cut off from the others for longer than the database keeps what they
  /// did: it has to be closed and started anew.
  public CompletableFuture<Void> outdated() {
    return membership.map(Membership::outdated).orElseGet(CompletableFuture::new).copy();
  }

  /// Closes in the order opposite to opening. Filters stay: they end with their mitigations.
  @Override
  public void close() {
    Closing.all(opened, log);
  }
}
