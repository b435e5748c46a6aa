// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.time.Deadlines;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.watch.AttackWatch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All mitigations of all domains, kept consistent with their indexes, counts and timers. Nobody
/// else changes a record, so that every change finds its way into the commit together with what
/// takes it back.
public final class Ledger {

  /// What can be due.
  public sealed interface Timer {
    record OfMitigation(MitigationKey key) implements Timer {}

    record OfSession(SessionId session) implements Timer {}

    record OfObserver(ExchangeId exchange) implements Timer {}

    record OfName(String name) implements Timer {}

    record OfPeer(String domain, String owner) implements Timer {}
  }

  public final Deadlines<Timer> timers = new Deadlines<>();
  private final Node node;
  private final AttackWatch.Thresholds thresholds;
  private final Map<String, Book> books = new LinkedHashMap<>();
  private final Map<MitigationKey, Live> lives = new LinkedHashMap<>();
  private final Set<Peer> switched = new LinkedHashSet<>();
  private final Set<Client> switchedClients = new LinkedHashSet<>();
  private long sequence;
  private int waiting;

  public Ledger(Node node, AttackWatch.Thresholds thresholds) {
    this.node = node;
    this.thresholds = thresholds;
  }

  /// This node's name; {@link Mitigation#ONLY_NODE} without others.
  public String node() {
    return node.name();
  }

  public Node self() {
    return node;
  }

  /// Whether this node decides about it.
  public boolean isHome(Live live) {
    return live.record().home().equals(node.name());
  }

  /// From now on this node decides about it.
  public void take(Live live, Decision decision) {
    if (!isHome(live)) change(live, live.record().homed(node.name()), decision);
  }

  public Book open(Domain domain) {
    return books.computeIfAbsent(domain.name(), _ -> new Book(domain));
  }

  public void close(Book book) {
    books.remove(book.name());
  }

  public @Nullable Book book(String domain) {
    return books.get(domain);
  }

  public List<Book> books() {
    return List.copyOf(books.values());
  }

  public @Nullable Live live(MitigationKey key) {
    return lives.get(key);
  }

  /// By order of acceptance.
  public List<Live> lives() {
    return lives.values().stream()
        .sorted((one, other) -> Long.compare(one.record().sequence(), other.record().sequence()))
        .toList();
  }

  public long nextSequence() {
    return ++sequence;
  }

  public AttackWatch watch(Instant now) {
    return new AttackWatch(thresholds, now);
  }

  /// Takes a record in as it is, from disk or anew.
  public Live adopt(Mitigation record, Client client, Instant now) {
    var live = new Live(client, record, watch(now));
    sequence = Math.max(sequence, record.sequence());
    lives.put(record.key(), live);
    client.add(live);
    client.peer().lives.add(live);
    client.book().mitigations++;
    client.book().index.add(live.asked().covered(), live);
    count(live);
    schedule(live);
    return live;
  }

  public Live accept(Mitigation record, Client client, Instant now, Decision decision) {
    decision.change(new Change.PutMitigation(record), new Change.RemoveMitigation(record.key()));
    return adopt(record, client, now);
  }

  public void change(Live live, Mitigation changed, Decision decision) {
    decision.change(new Change.PutMitigation(changed), new Change.PutMitigation(live.record()));
    install(live, changed);
  }

  /// Key, owner, scope and aliases of a record never change.
  public void install(Live live, Mitigation changed) {
    live.record(changed);
    sequence = Math.max(sequence, changed.sequence());
    count(live);
    schedule(live);
  }

  /// Gives a cuid to a peer.
  public Client bind(Book book, String cuid, Peer peer, long mid, Decision decision) {
    var before = book.client(cuid);
    var undo =
        before == null
            ? new Change.RemoveClient(book.name(), cuid)
            : new Change.BindClient(book.name(), cuid, before.peer().owner(), 0);
    decision.change(new Change.BindClient(book.name(), cuid, peer.owner(), mid), undo);
    return book.bind(cuid, peer);
  }

  public void remove(Live live, Decision decision) {
    decision.change(
        new Change.RemoveMitigation(live.key()), new Change.PutMitigation(live.record()));
    drop(live);
  }

  public void drop(Live live) {
    if (!lives.remove(live.key(), live)) return;
    live.client().remove(live);
    live.peer().lives.remove(live);
    live.book().mitigations--;
    live.book().index.remove(live.asked().covered(), live);
    live.book().index.resolved(live.resolved(), List.of(), live);
    count(live, false, false);
    timers.clear(new Timer.OfMitigation(live.key()));
    live.book().forgetIfOver(live.client());
  }

  /// The addresses of its names are these.
  public void resolved(Live live, List<Prefix> addresses) {
    live.book().index.resolved(live.resolved(), addresses, live);
    live.resolved(addresses);
  }

  public void schedule(Live live) {
    timers.set(new Timer.OfMitigation(live.key()), isHome(live) ? live.deadline() : Instant.MAX);
  }

  /// Brings the counts in line with what it is now.
  public void count(Live live) {
    count(live, live.isEnforced(), live.awaitsConsent());
  }

  private void count(Live live, boolean enforced, boolean awaitsConsent) {
    if (live.countedWaiting != awaitsConsent) waiting += awaitsConsent ? 1 : -1;
    live.countedWaiting = awaitsConsent;
    if (live.countedEnforced != enforced) countEnforced(live, enforced);
    live.countedEnforced = enforced;
  }

  /// Mitigations that wait for a person's consent, those included that wait for a lost signal, too.
  public int waiting() {
    return waiting;
  }

  private void countEnforced(Live live, boolean after) {
    var peer = live.peer();
    peer.enforced += after ? 1 : -1;
    boolean crossed = peer.enforced == (after ? 1 : 0);
    if (crossed) switched.add(peer);
    var client = live.client();
    client.enforced += after ? 1 : -1;
    if (client.enforced == (after ? 1 : 0)) switchedClients.add(client);
  }

  /// Clients whose first mitigation began or whose last one ended since the last call.
  public List<Client> takeSwitchedClients() {
    if (switchedClients.isEmpty()) return List.of();
    var taken = List.copyOf(switchedClients);
    switchedClients.clear();
    return taken;
  }

  /// Peers whose mitigation activity began or ended since the last call.
  public List<Peer> takeSwitched() {
    if (switched.isEmpty()) return List.of();
    var taken = List.copyOf(switched);
    switched.clear();
    return taken;
  }
}
