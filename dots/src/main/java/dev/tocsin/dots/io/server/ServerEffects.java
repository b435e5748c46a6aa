// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.server;

import dev.tocsin.base.observe.AuditEvent;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.run.Effects;
import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.Commit;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.io.names.NameResolver;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.codec.SignalCodec;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way out: does what the server's machine asks for.
///
/// {@link #perform} and {@link #flush} run on the loop's thread. What follows a commit runs on the
/// log's thread once the commit is on disk, in the order of the commits; whatever the machine asks
/// for while commits are under way queues behind them, so that nothing overtakes what it depends
/// on.
public final class ServerEffects implements Effects<ServerOutput> {

  private static final Logger log = LoggerFactory.getLogger(ServerEffects.class);
  private static final int COMMITTED_EVERY = 256;

  /// Where mitigation orders go; never blocks.
  public interface Mitigation {
    void enable(MitigationOrder order);

    void disable(String mitigator, MitigationKey key);

    void drive(ServerOutput.Drive drive);

    void install(FilterOrder order);

    void remove(FilterKey key);
  }

  /// Where those who look after customers are answered, and what peers prove is made known.
  public interface Management {
    void answer(ExchangeId exchange, ManagementAnswer answer);

    void recognise(ServerOutput.Recognise recognised);
  }

  /// Who takes answers that do not go to sessions of the signal channel.
  ///
  /// @param nodes what the other servers on the store are told; never waits
  public record Answers(
      BiConsumer<ExchangeId, DataAnswer> data,
      BiConsumer<ExchangeId, OperatorAnswer> operator,
      Management management,
      Consumer<ServerOutput.TellRivals> nodes) {}

  /// @param inputs back to the loop
  public record World(
      Listeners listeners,
      ChangeLog<Change> commits,
      NameResolver names,
      Mitigation mitigation,
      AuditLog audit,
      InstantSource clock,
      Answers answers,
      Consumer<ServerInput> inputs) {}

  private final World world;
  private final ServerMeters meters;
  private final AtomicLong underWay = new AtomicLong();
  private volatile long acknowledged;
  // What the loop's thread has gathered since the last flush.
  private final List<Commit<Change>> gathered = new ArrayList<>();

  public ServerEffects(World world, ServerMeters meters) {
    this.world = world;
    this.meters = meters;
  }

  @Override
  public void perform(ServerOutput output) {
    switch (output) {
      case ServerOutput.Commit commit -> gathered.add(begin(commit));
      case ServerOutput.SendHeartbeat _, ServerOutput.ApplyConfig _, ServerOutput.Resolve _ ->
          act(output);
      default -> {
        if (underWay.get() == 0) act(output);
        else gathered.add(begin(inOrder(output)));
      }
    }
  }

  /// Serial of the last commit of the machine that is known to be durable. Any thread may ask.
  public long acknowledged() {
    return acknowledged;
  }

  /// What came out of one batch of inputs shares an fsync.
  @Override
  public void flush() {
    if (gathered.isEmpty()) return;
    var commits = joined(gathered);
    gathered.clear();
    world.commits.submit(commits);
  }

  /// What only waits for others shares the place of the one before: a mitigator that has news of
  /// thousands must not fill the queue that requests need.
  private static List<Commit<Change>> joined(List<Commit<Change>> commits) {
    var joined = new ArrayList<Commit<Change>>(commits.size());
    for (var commit : commits) {
      if (commit.changes().isEmpty() && !joined.isEmpty()) {
        joined.add(joined(joined.removeLast(), commit));
      } else {
        joined.add(commit);
      }
    }
    return joined;
  }

  private static Commit<Change> joined(Commit<Change> first, Commit<Change> second) {
    return new Commit<>(
        first.changes(),
        () -> {
          first.durable().run();
          second.durable().run();
        },
        first.failed().andThen(second.failed()));
  }

  private static ServerOutput.Commit inOrder(ServerOutput output) {
    return new ServerOutput.Commit(List.of(), List.of(output), List.of(output));
  }

  private Commit<Change> begin(ServerOutput.Commit commit) {
    underWay.incrementAndGet();
    return new Commit<>(
        commit.changes(), () -> durable(commit), failure -> failed(commit, failure));
  }

  private void commit(ServerOutput.Commit commit) {
    world.commits.submit(List.of(begin(commit)));
  }

  private void durable(ServerOutput.Commit commit) {
    if (commit.serial() > 0) acknowledged = commit.serial();
    after(commit.then());
    if (commit.serial() > 0 && commit.serial() % COMMITTED_EVERY == 0) {
      world.inputs.accept(new ServerInput.Committed(commit.serial()));
    }
  }

  private void failed(ServerOutput.Commit commit, RuntimeException failure) {
    meters.commitFailed();
    log.error("{} changes could not be kept: {}", commit.changes().size(), failure.getMessage());
    if (commit.serial() > 0) world.inputs.accept(new ServerInput.CommitFailed(commit.serial()));
    after(commit.otherwise());
  }

  private void after(List<ServerOutput> outputs) {
    try {
      for (var output : outputs) {
        if (output instanceof ServerOutput.Commit nested) commit(nested);
        else act(output);
      }
    } catch (RuntimeException bug) {
      // The log's thread serves everyone: one failed output must not end it.
      log.error("an output failed", bug);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void act(ServerOutput output) {
    switch (output) {
      case ServerOutput.Commit commit -> commit(commit);
      case ServerOutput.Answer(var exchange, var response, var observing) -> {
        meters.answered(response.code());
        world.listeners.answer(exchange, SignalCodec.writeResponse(response), observing);
      }
      case ServerOutput.Notify(var exchange, var response) -> {
        meters.notified();
        world.listeners.notify(exchange, SignalCodec.writeResponse(response));
      }
      case ServerOutput.Ignore(var exchange) -> world.listeners.ignore(exchange);
      case ServerOutput.EndObservation(var exchange) -> world.listeners.endObservation(exchange);
      case ServerOutput.SendHeartbeat(var session, var peerHbStatus) ->
          world.listeners.heartbeat(
              session, SignalCodec.writeRequest(new SignalRequest.Heartbeat(peerHbStatus), false));
      case ServerOutput.ApplyConfig(var session, var parameters) ->
          world.listeners.apply(session, parameters);
      case ServerOutput.CloseSession(var session, var reason) -> {
        log.info("closing session {}: {}", session.value(), reason);
        world.listeners.closeSession(session);
      }
      case ServerOutput.Enable(var order) -> world.mitigation.enable(order);
      case ServerOutput.Disable(var mitigator, var key) -> world.mitigation.disable(mitigator, key);
      case ServerOutput.AnswerData(var exchange, var answer) ->
          world.answers.data.accept(exchange, answer);
      case ServerOutput.AnswerOperator(var exchange, var answer) ->
          world.answers.operator.accept(exchange, answer);
      case ServerOutput.Drive drive -> world.mitigation.drive(drive);
      case ServerOutput.Missing(var mitigators) -> meters.missing(mitigators);
      case ServerOutput.TellRivals tell -> world.answers.nodes.accept(tell);
      case ServerOutput.Waiting(int mitigations) -> meters.waiting(mitigations);
      case ServerOutput.AnswerManagement(var exchange, var answer) ->
          world.answers.management.answer(exchange, answer);
      case ServerOutput.Recognise recognised -> world.answers.management.recognise(recognised);
      case ServerOutput.InstallFilter(var order) -> world.mitigation.install(order);
      case ServerOutput.RemoveFilter(var key) -> world.mitigation.remove(key);
      case ServerOutput.Resolve(var domain, var name) ->
          world.names.resolve(
              domain,
              name,
              answer ->
                  world.inputs.accept(
                      new ServerInput.NameResolved(
                          answer.name(), answer.addresses(), answer.ttl())));
      case ServerOutput.Warn(var warning) -> log.warn("{}", warning);
      case ServerOutput.Audit(var action, var domain, var client, var detail) ->
          world.audit.record(
              new AuditEvent(world.clock.instant(), action, domain, client, "", detail));
    }
  }
}
