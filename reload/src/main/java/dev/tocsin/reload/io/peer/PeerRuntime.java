// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.run.Effects;
import dev.tocsin.base.run.Loop;
import dev.tocsin.base.run.Machine;
import dev.tocsin.base.store.Commit;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.peer.Candidate;
import dev.tocsin.reload.core.peer.CertificateFingerprint;
import dev.tocsin.reload.core.peer.Contact;
import dev.tocsin.reload.core.peer.GuestTopology;
import dev.tocsin.reload.core.peer.PeerInput;
import dev.tocsin.reload.core.peer.PeerMachine;
import dev.tocsin.reload.core.peer.PeerOutput;
import dev.tocsin.reload.core.peer.PeerParameters;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.io.control.OperatedPeer;
import dev.tocsin.reload.io.control.PeerStatus;
import dev.tocsin.reload.io.link.ChannelPort;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.link.ports.LinkPorts;
import dev.tocsin.reload.io.store.PeerStore;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One peer, or one client, on real connections and a real disk. Callable from any thread.
public final class PeerRuntime implements OperatedPeer, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerRuntime.class);

  private static final int INBOX_MAX = 4096;
  private static final int CERTIFICATES_MAX = 1024;
  private static final int WAITING_MAX = 4096;
  private static final Duration LINK_PATIENCE = Duration.ofSeconds(8);
  private static final String SOFTWARE = "tocsin";

  /// What the loop is given: something for the machine, or somebody who looks at it.
  private sealed interface Order {
    record Tell(PeerInput input) implements Order {}

    record Look(Consumer<PeerMachine> viewer) implements Order {}
  }

  private record Desk(PeerMachine machine) implements Machine<Order, PeerOutput> {
    @Override
    public List<PeerOutput> handle(Order order, Instant now) {
      return switch (order) {
        case Order.Tell(var input) -> machine.handle(input, now);
        case Order.Look(var viewer) -> {
          viewer.accept(machine);
          yield List.of();
        }
      };
    }

    @Override
    public List<PeerOutput> tick(Instant now) {
      return machine.tick(now);
    }

    @Override
    public Instant deadline() {
      return machine.deadline();
    }
  }

  private final PeerSettings settings;
  private final InstantSource clock;
  private final PeerListener listener;
  private final PeerFolder folder;
  private final PeerStore store;
  private final LinkPorts ports;
  private final Channels channels;
  private final MessageSecurity security;
  private final Loop<Order, PeerOutput> loop;
  private final ExecutorService errands = Executors.newSingleThreadExecutor(PeerRuntime::thread);
  private final Map<Long, CompletableFuture<NodeOutput.Reply>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong commands = new AtomicLong();
  private final CompletableFuture<Void> departed = new CompletableFuture<>();
  private final Optional<CertificateUpkeep> upkeep;
  private final Instant began;

  private PeerRuntime(
      PeerSettings settings, InstantSource clock, PeerListener listener, Parts parts)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.folder = parts.folder;
    this.store = parts.store;
    this.ports = parts.ports;
    this.channels = parts.channels;
    this.began = clock.instant();
    this.security = security(settings);
    this.upkeep = upkeep();
    var reached = reached();
    var overlay =
        new Overlay(
            settings.overlay(),
            DraftProfile.PROFILE,
            security,
            settings.shape().kinds(),
            reachability(reached),
            SOFTWARE);
    var machine = machine(overlay, reached);
    this.loop =
        Loop.start("reload-" + settings.peer(), new Desk(machine), new Doing(), clock, INBOX_MAX);
  }

  /// What is open before the peer is.
  private record Parts(PeerFolder folder, PeerStore store, LinkPorts ports, Channels channels) {}

  /// It listens when this returns, and looks for its overlay.
  ///
  /// @throws IOException if it cannot listen
  /// @throws ConfigException if what is in the folder cannot be used
  /// @throws dev.tocsin.base.store.StoreException if another process has the folder, or its data
  ///   cannot be trusted
  public static PeerRuntime start(PeerSettings settings, InstantSource clock, PeerListener listener)
      throws IOException {
    var folder = new PeerFolder(settings.folder());
    var store = PeerStore.open(folder.data());
    try {
      var channels = new Channels();
      var rules =
          new LinkPorts.Rules(
              settings.credentials(), DraftProfile.PROFILE, settings.network().limits(), _ -> {});
      var ports = LinkPorts.listen(settings.network().listen(), rules, channels, clock);
      return begun(settings, clock, listener, new Parts(folder, store, ports, channels));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static PeerRuntime begun(
      PeerSettings settings, InstantSource clock, PeerListener listener, Parts parts)
      throws IOException {
    try {
      var runtime = new PeerRuntime(settings, clock, listener, parts);
      runtime.tell(new PeerInput.Begin(parts.folder.contacts(), parts.store.load()));
      parts.channels.begin(runtime::tell);
      return runtime;
    } catch (IOException | RuntimeException e) {
      parts.ports.close();
      throw e;
    }
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("reload-errands").unstarted(work);
  }

  private static MessageSecurity security(PeerSettings settings) {
    return switch (settings.credentials()) {
      case LinkCredentials.Certified(var own, var trust) ->
          new SignedSecurity(
              DraftProfile.PROFILE,
              own,
              SignedSecurity.Forms.WHOLE,
              new CertificateCache(trust, CERTIFICATES_MAX));
      case LinkCredentials.Shared _, LinkCredentials.Password _ -> MessageSecurity.SHARED_KEY;
    };
  }

  // CS-1, where the overlay has certificates and a store for them.
  private Optional<CertificateUpkeep> upkeep() {
    boolean isKept = kinds().kind(CertificateStore.KIND).isPresent();
    return isKept && settings.credentials() instanceof LinkCredentials.Certified(var own, _)
        ? Optional.of(new CertificateUpkeep(this, own.certificate(), clock))
        : Optional.empty();
  }

  private List<InetSocketAddress> reached() throws IOException {
    var advertised = settings.network().advertised();
    return advertised.isEmpty() ? Addresses.reachable(ports.address()) : advertised;
  }

  private Reachability reachability(List<InetSocketAddress> reached) {
    var candidates = new ArrayList<String>();
    for (var port : ports.all()) {
      for (int i = 0; i < reached.size(); i++) {
        candidates.add(new Candidate(port.kind(), Addresses.of(reached.get(i))).text(i));
      }
    }
    var fingerprint =
        settings.credentials() instanceof LinkCredentials.Certified(var own, _)
            ? CertificateFingerprint.of(own.certificate())
            : "";
    return new Reachability(Addresses.of(reached.getFirst()), fingerprint, candidates);
  }

  private PeerMachine machine(Overlay overlay, List<InetSocketAddress> reached) {
    var shape = settings.shape();
    var random = new SecureRandom();
    var parameters =
        new PeerParameters(
            shape.role(),
            configured(),
            reached.stream().map(Addresses::of).toList(),
            settings.credentials() instanceof LinkCredentials.Certified(var own, _)
                && own.certificate().peers().size() == 1,
            shape.timing());
    Topology topology =
        shape.role() == Role.CLIENT
            ? new GuestTopology(settings.peer())
            : new Chord(settings.peer(), shape.chord(), random);
    var node = new Node(shape.node(), overlay, topology, random);
    return new PeerMachine(node, overlay, parameters, random);
  }

  private List<Contact> configured() {
    var contacts = new ArrayList<Contact>();
    for (var port : ports.all()) {
      for (var address : settings.network().bootstrap()) {
        contacts.add(Contact.anybody(new Candidate(port.kind(), Addresses.of(address))));
      }
    }
    return contacts;
  }

  private void tell(PeerInput input) {
    loop.put(new Order.Tell(input));
  }

  /// Carries out what the machine asks for, on the loop's thread.
  private final class Doing implements Effects<PeerOutput> {

    private final List<Commit<StorageChange>> commits = new ArrayList<>();

    @Override
    public void perform(PeerOutput output) {
      switch (output) {
        case PeerOutput.Dial(var dial, var to) -> dial(dial, to);
        case PeerOutput.Transmit(var line, var bytes) ->
            channels.of(line).ifPresent(channel -> channel.send(bytes));
        case PeerOutput.Shut(var line, var why) ->
            channels.of(line).ifPresent(channel -> channel.close(why));
        case PeerOutput.Says(var said) -> said(said);
        case PeerOutput.Remember(var contacts) -> errands.execute(() -> remember(contacts));
        case PeerOutput.Unfound(var tried) ->
            log.info("{}: none of {} contacts leads into the overlay", settings.overlay(), tried);
      }
    }

    @Override
    public void flush() {
      if (commits.isEmpty()) return;
      store.commits().submit(List.copyOf(commits));
      commits.clear();
    }

    private void said(NodeOutput said) {
      switch (said) {
        case NodeOutput.Commit(var serial, var changes) ->
            commits.add(
                new Commit<>(
                    changes,
                    () -> told(new NodeInput.Committed(serial)),
                    why -> notKept(serial, why)));
        case NodeOutput.Reply reply -> {
          var asker = waiting.remove(reply.command());
          if (asker != null) asker.complete(reply);
        }
        case NodeOutput.Tunneled(var from, var content) -> listener.tunneled(from, content);
        case NodeOutput.Joined _ -> {
          log.info("{}: peer {} is in", settings.overlay(), settings.peer());
          upkeep.ifPresent(CertificateUpkeep::joined);
          listener.joined();
        }
        case NodeOutput.Lost _ -> {
          log.warn("{}: peer {} knows nobody any more", settings.overlay(), settings.peer());
          listener.lost();
        }
        case NodeOutput.Departed _ -> {
          departed.complete(null);
          listener.departed();
        }
        case NodeOutput.Send _, NodeOutput.Dial _, NodeOutput.Reachable _, NodeOutput.Close _ ->
            throw new IllegalStateException("the machine deals with links itself: " + said);
      }
    }
  }

  private void told(NodeInput input) {
    tell(new PeerInput.Told(input));
  }

  private void notKept(long serial, RuntimeException why) {
    log.error("{}: values could not be kept", settings.overlay(), why);
    told(new NodeInput.CommitFailed(serial));
  }

  private void remember(List<Contact> contacts) {
    try {
      folder.remember(contacts);
    } catch (ConfigException e) {
      log.warn(
          "{}: whom this peer knows is not remembered: {}", settings.overlay(), e.getMessage());
    }
  }

  private void dial(long dial, Candidate to) {
    var port = ports.all().stream().filter(each -> each.kind() == to.kind()).findFirst();
    if (port.isEmpty()) {
      tell(new PeerInput.Unreached(dial));
      return;
    }
    port.get()
        .dial(Addresses.of(to.address()), LINK_PATIENCE)
        .whenComplete(
            (channel, failure) -> {
              if (failure == null) {
                channels.dialled(dial, channel);
              } else {
                log.debug("{}: {}", settings.overlay(), failure.getMessage());
                tell(new PeerInput.Unreached(dial));
              }
            });
  }

  @Override
  public Id id() {
    return settings.peer();
  }

  @Override
  public Kinds kinds() {
    return settings.shape().kinds();
  }

  /// Where it listens, for TLS and DTLS alike.
  public InetSocketAddress address() {
    return ports.address();
  }

  /// The same, for people.
  public HostAndPort where() {
    var address = ports.address();
    return new HostAndPort(address.getAddress().getHostAddress(), address.getPort());
  }

  /// What happened on its links, by their kind.
  public Map<RouteLogEntry.Link, LinkFigures.Values> linkFigures() {
    var figures = new EnumMap<RouteLogEntry.Link, LinkFigures.Values>(RouteLogEntry.Link.class);
    for (ChannelPort port : ports.all()) figures.put(port.kind(), port.figures().values());
    return figures;
  }

  /// Looks at the machine on its own thread.
  private <T> CompletableFuture<T> seen(Function<PeerMachine, T> view) {
    var result = new CompletableFuture<T>();
    Consumer<PeerMachine> viewer =
        machine -> {
          try {
            result.complete(view.apply(machine));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        };
    if (!loop.offer(new Order.Look(viewer))) {
      result.completeExceptionally(new IOException("the peer has too much to do, or is closed"));
    }
    return result;
  }

  /// Whether it is in its overlay now.
  public CompletableFuture<Boolean> isInside() {
    return seen(PeerMachine::isInside);
  }

  @Override
  public CompletableFuture<PeerStatus> status() {
    return seen(machine -> PeerStatus.of(machine.node(), self(), kinds().all()));
  }

  private PeerStatus.Self self() {
    var users =
        settings.credentials() instanceof LinkCredentials.Certified(var own, _)
            ? own.certificate().users()
            : List.<String>of();
    long uptime = Duration.between(began, clock.instant()).toSeconds();
    return new PeerStatus.Self(
        id(),
        settings.overlay(),
        settings.shape().role() == Role.CLIENT,
        where().toString(),
        users,
        uptime);
  }

  @Override
  public CompletableFuture<NodeOutput.Reply> ask(
      List<Destination> route, Request request, NodeInput.Manner manner) {
    return asked(command -> new NodeInput.Ask(command, route, request, manner));
  }

  /// Fetches from all that may have copies, too (SE-6).
  public CompletableFuture<NodeOutput.Reply> gather(Request.Fetch fetch) {
    return asked(command -> new NodeInput.Gather(command, fetch));
  }

  private CompletableFuture<NodeOutput.Reply> asked(LongFunction<NodeInput> input) {
    var reply = new CompletableFuture<NodeOutput.Reply>();
    long command = commands.incrementAndGet();
    if (waiting.size() >= WAITING_MAX) {
      return CompletableFuture.completedFuture(refusal(command, "too many requests wait"));
    }
    waiting.put(command, reply);
    var order = new Order.Tell(new PeerInput.Told(input.apply(command)));
    if (!loop.offer(order)) {
      waiting.remove(command);
      reply.complete(refusal(command, "the peer has too much to do, or is closed"));
    }
    return reply;
  }

  private static NodeOutput.Reply refusal(long command, String why) {
    return new NodeOutput.Reply(
        command, Response.Failure.of(FailureCode.TIMED_OUT, why), Id.ZERO, List.of());
  }

  @Override
  public StoredValue signed(Id resource, long kind, StoredValue value) {
    return security.signed(resource, kind, value);
  }

  /// Begins to leave; {@link PeerListener#departed} follows.
  @Override
  public void leave() {
    told(new NodeInput.Depart());
  }

  /// Leaves politely, for at most as long as that, then closes.
  ///
  /// @return whether it could say goodbye to all
  public boolean depart(Duration patience) {
    leave();
    try {
      departed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a departure cannot fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      close();
    }
  }

  /// At once and without a word to the overlay. What was stored stays on the disk.
  @Override
  public void close() {
    upkeep.ifPresent(CertificateUpkeep::close);
    ports.close();
    loop.close();
    errands.close();
    store.close();
    waiting.forEach((command, reply) -> reply.complete(refusal(command, "the peer is closed")));
    waiting.clear();
  }
}
