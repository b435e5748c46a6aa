// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.load;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks for mitigations, refreshes and withdraws them, about a thousand times a second, and keeps a
/// ledger of the answers. Arguments: the configuration of a client, a seed. Reads commands from
/// standard input and answers each with one line:
/// - `load N`: sends until told otherwise
/// - `fill N`: asks for mitigations as fast as they are answered, until N are acknowledged
/// - `ask N`: asks for one mitigation
/// - `halt N`: sends no more, waits a moment for answers, closes its sessions
/// - `check N FILE`: compares the server's lists with the ledger, writes the filters that are to
///   stand into the file, says what is wrong
public final class MitigationLoad {

  private static final int PER_TURN = 10;
  private static final long TURN_NANOS = 10_000_000;
  private static final int OPEN_MAX = 4_000;
  private static final int FILL_OPEN_MAX = 256;

  private final LoadSessions sessions;
  private final Ledger ledger;
  private Thread sending = Thread.ofPlatform().unstarted(() -> {});
  private volatile boolean halted;
  private long began;

  private MitigationLoad(LoadSessions sessions, long seed) {
    this.sessions = sessions;
    this.ledger = new Ledger(seed);
  }

  public static void main(String[] arguments) throws Exception {
    NativeCryptography.install();
    var settings = ClientSettings.read(Path.of(arguments[0]));
    var keys = settings.identity().keys();
    var server = settings.servers().getFirst();
    var profile =
        new ServerProfile(
            Credentials.of(keys.ownKey().orElseThrow(), keys.trust()),
            Optional.of(server.expectedName()));
    var address = new ServerAddress(0, server.host(), server.port());
    try (var sessions = new LoadSessions(profile, address, TransportKind.DTLS)) {
      new MitigationLoad(sessions, Long.parseLong(arguments[1])).obey();
    }
    System.exit(0);
  }

  private void obey() throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var words = line.split(" ");
      switch (words[0]) {
        case "load" -> load(words[1]);
        case "fill" -> fill(Integer.parseInt(words[1]));
        case "ask" -> ask(Integer.parseInt(words[1]));
        case "halt" -> halt(words[1]);
        case "check" -> check(words[1], Path.of(words[2]));
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private void load(String round) {
    sessions.open();
    halted = false;
    began = System.nanoTime();
    sending = Thread.ofPlatform().daemon().start(this::sendAll);
    System.out.println("loading " + round);
  }

  private void fill(int wanted) {
    sessions.open();
    for (long missing = missing(wanted); missing > 0; missing = missing(wanted)) {
      for (int i = 0; i < missing; i++) {
        while (sessions.waiting() >= FILL_OPEN_MAX) LockSupport.parkNanos(TURN_NANOS / 10);
        Ledger.Order order;
        synchronized (ledger) {
          order = ledger.nextNew();
        }
        sessions.send(request(order), true, answer -> settle(order, answer));
      }
      while (sessions.waiting() > 0) LockSupport.parkNanos(TURN_NANOS);
    }
    System.out.println("filled " + wanted);
  }

  private long missing(int wanted) {
    synchronized (ledger) {
      return wanted - ledger.held();
    }
  }

  private void ask(int number) {
    sessions.open();
    var order = new Ledger.Order(new Target(number), Ledger.Action.ASK);
    var response = sessions.ask(request(order));
    settle(order, Optional.of(response));
    System.out.printf("asked %d %s %s%n", number, response.code(), response.body());
  }

  private void sendAll() {
    long turn = System.nanoTime();
    while (!halted) {
      for (int i = 0; i < PER_TURN && sessions.waiting() < OPEN_MAX; i++) sendOne();
      turn += TURN_NANOS;
      LockSupport.parkNanos(turn - System.nanoTime());
    }
  }

  private void sendOne() {
    Ledger.Order order;
    synchronized (ledger) {
      order = ledger.next();
    }
    sessions.send(request(order), false, answer -> settle(order, answer));
  }

  private static SignalRequest request(Ledger.Order order) {
    var target = order.target();
    return switch (order.action()) {
      case ASK, REFRESH ->
          new SignalRequest.Mitigate(target.cuid(), target.mid(), target.request());
      case WITHDRAW -> new SignalRequest.Withdraw(target.cuid(), target.mid());
    };
  }

  private void settle(Ledger.Order order, Optional<SignalResponse> answer) {
    synchronized (ledger) {
      answer.ifPresentOrElse(
          response -> ledger.answered(order, response.code()), () -> ledger.unanswered(order));
    }
  }

  private void halt(String round) throws InterruptedException {
    halted = true;
    sending.join();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    sessions.settle(2, TimeUnit.SECONDS);
    synchronized (ledger) {
      System.out.printf(
          "halted %s after %d ms; so far acknowledged %d refused %d unanswered %d%n",
          round, millis, ledger.acknowledged, ledger.refused, ledger.unanswered);
    }
  }

  private void check(String round, Path filters) throws IOException {
    sessions.open();
    var active = new HashSet<Target>();
    var ending = new HashSet<Target>();
    for (int i = 0; i < Target.CUIDS; i++) list(Target.cuid(i), active, ending);
    synchronized (ledger) {
      ledger.compare(active, ending);
      Files.write(filters, active.stream().map(Target::filter).sorted().toList());
      ledger.violations().stream().limit(20).forEach(each -> System.out.println("WRONG " + each));
      System.out.printf(
          "checked %s held %d listed %d ending %d wrong %d%n",
          round, ledger.held(), active.size(), ending.size(), ledger.violations().size());
    }
  }

  private void list(String cuid, Set<Target> active, Set<Target> ending) {
    var get =
        new SignalRequest.Retrieve(
            cuid, OptionalLong.empty(), ContentFilter.ALL, SignalRequest.Observe.NO);
    for (var status : mitigations(sessions.ask(get))) {
      var target = Target.of(cuid, status.mid().orElseThrow());
      var state = status.state().orElseThrow();
      if (state == MitigationState.CLIENT_WITHDRAWN) ending.add(target);
      else active.add(target);
    }
  }

  private static List<MitigationStatus> mitigations(SignalResponse response) {
    if (response.code() == ResponseCode.NOT_FOUND) return List.of();
    if (response.body() instanceof SignalResponse.Body.Mitigations(var all)) return all;
    throw new IllegalStateException("no list but " + response);
  }
}
