// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.names;

import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Looks names up off everyone's path: each look-up is a virtual thread of its own, and the answer
/// comes by callback.
///
/// At most {@link #AT_ONCE} look-ups are under way, of which nobody has more than {@link #SHARE}; a
/// name that is being looked up is not asked twice, and no look-up outlives its timeout, so that
/// one dead name server harms nobody but those who asked it.
public final class NameResolver implements AutoCloseable {

  /// @param addresses single addresses, IPv6 and IPv4; empty when the name does not resolve
  /// @param ttl how long this holds
  public record Answer(String name, List<Prefix> addresses, Duration ttl) {
    public Answer {
      addresses = List.copyOf(addresses);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(NameResolver.class);
  private static final int AT_ONCE = 1_024;
  private static final int SHARE = AT_ONCE / 8;
  private static final int ADDRESSES_MAX = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TTL_MIN = Duration.ofSeconds(5);
  private static final Duration TTL_MAX = Duration.ofHours(1);

  private final LookupSession session;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock lock = new ReentrantLock();
  // Under the lock.
  private final FairTurns turns = new FairTurns(AT_ONCE, SHARE);
  private final ConcurrentHashMap<String, List<Consumer<Answer>>> asking =
      new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();

  /// @param server the name server to ask; the system's when absent
  public NameResolver(Optional<InetSocketAddress> server) {
    var builder = server.map(NameResolver::asking).orElseGet(LookupSession::defaultBuilder);
    this.session = builder.build();
  }

  private static LookupSession.LookupSessionBuilder asking(InetSocketAddress server) {
    var resolver = new SimpleResolver(server);
    resolver.setTimeout(TIMEOUT);
    return LookupSession.builder().resolver(resolver);
  }

  /// Look-ups that gave no address.
  public long failed() {
    return failed.sum();
  }

  /// Asks for the addresses of a name. Never blocks; the callback comes on a thread of the
  /// resolver. Whoever asks for a name that is being looked up shares that look-up's answer.
  ///
  /// @param owner among whom places are shared out
  public void resolve(String owner, String name, Consumer<Answer> callback) {
    var first = new AtomicBoolean();
    asking.compute(
        name,
        (_, askers) -> {
          first.set(askers == null);
          var all = askers == null ? new ArrayList<Consumer<Answer>>() : askers;
          all.add(callback);
          return all;
        });
    if (first.get()) begin(() -> turns.ask(owner, name));
  }

  private void begin(Supplier<List<FairTurns.Turn>> step) {
    List<FairTurns.Turn> begun;
    lock.lock();
    try {
      begun = step.get();
    } finally {
      lock.unlock();
    }
    for (var turn : begun) threads.execute(() -> answer(turn.owner(), turn.name()));
  }

  private void answer(String owner, String name) {
    var answer = new Answer(name, List.of(), TTL_MIN);
    try {
      answer = lookUp(name);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException bug) {
      failed.increment();
      log.error("look-up of {} failed unexpectedly", name, bug);
    }
    // Whoever asks from here on asks anew.
    var askers = Objects.requireNonNull(asking.remove(name), name);
    for (var asker : askers) tell(asker, answer);
    begin(() -> turns.done(owner));
  }

  private static void tell(Consumer<Answer> asker, Answer answer) {
    try {
      asker.accept(answer);
    } catch (RuntimeException bug) {
      log.error("what follows the look-up of {} failed", answer.name(), bug);
    }
  }

  private Answer lookUp(String name) throws InterruptedException {
    if (isLiteral(name)) return new Answer(name, List.of(Prefix.parse(name)), TTL_MAX);
    var addresses = new ArrayList<Prefix>();
    var ttl = TTL_MAX;
    for (var type : new int[] {Type.AAAA, Type.A}) {
      var found = ask(name, type, addresses);
      if (found.compareTo(ttl) < 0) ttl = found;
    }
    if (addresses.isEmpty()) failed.increment();
    return new Answer(name, addresses, ttl.compareTo(TTL_MIN) < 0 ? TTL_MIN : ttl);
  }

  /// @return how long this holds; a failure is soon tried again
  private Duration ask(String name, int type, List<Prefix> addresses) throws InterruptedException {
    var ttl = TTL_MAX;
    try {
      var answer =
          session
              .lookupAsync(Name.fromString(name, Name.root), type)
              .toCompletableFuture()
              .get(TIMEOUT.toMillis() * 2, java.util.concurrent.TimeUnit.MILLISECONDS);
      // The answer is the attacker's own where the name is.
      for (var record : answer.getRecords().stream().limit(ADDRESSES_MAX).toList()) {
        address(record).map(Prefix::of).ifPresent(addresses::add);
        var seconds = Duration.ofSeconds(record.getTTL());
        if (seconds.compareTo(ttl) < 0) ttl = seconds;
      }
    } catch (java.util.concurrent.ExecutionException e) {
      // That there is none is an answer; that nobody said so is not.
      if (e.getCause() instanceof NoSuchDomainException
          || e.getCause() instanceof NoSuchRRSetException) return ttl;
      log.debug("look-up of {}: {}", name, e.getMessage());
      return TTL_MIN;
    } catch (java.util.concurrent.TimeoutException e) {
      log.debug("look-up of {} timed out", name);
      return TTL_MIN;
    } catch (org.xbill.DNS.TextParseException e) {
      log.debug("'{}' is no domain name: {}", name, e.getMessage());
    }
    return ttl;
  }

  private static Optional<InetAddress> address(org.xbill.DNS.Record record) {
    return switch (record) {
      case ARecord a -> Optional.of(a.getAddress());
      case AAAARecord aaaa -> Optional.of(aaaa.getAddress());
      default -> Optional.empty();
    };
  }

  private static boolean isLiteral(String name) {
    if (name.indexOf('/') >= 0) return false;
    try {
      Prefix.parse(name);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
