// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.edition.Questions;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.base.net.SourceNet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// All update streams of a server. One thread tells them of a new edition; what a slow reader has
/// not taken waits for him, not for others.
public final class StreamHub {

  private static final int ID_BYTES = 16;
  private static final long SWEEP_MILLIS = 1_000;

  private final Catalog catalog;
  private final Questions questions;
  private final StreamLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, OpenStream> streams = new ConcurrentHashMap<>();
  private final StreamCounts counts;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alto-streams").factory());
  private volatile Moment now;
  private volatile boolean isEnding;

  /// The newest edition, and how it differs from the one before.
  record Moment(long number, Edition edition, Optional<Transition> from) {
    /// @param known number of the edition that the client has heard of
    Optional<Transition.Message> since(long known, Subscription each) {
      return known == number - 1 && from.isPresent()
          ? from.get().message(each)
          : Optional.of(Transition.whole(each, edition));
    }
  }

  /// @param counts of all hubs that share the limits
  public StreamHub(
      Catalog catalog,
      Questions questions,
      StreamLimits limits,
      StreamCounts counts,
      Edition first) {
    this.catalog = catalog;
    this.questions = questions;
    this.limits = limits;
    this.counts = counts;
    this.now = new Moment(0, first, Optional.empty());
    var task =
        thread.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    if (task.isCancelled()) throw new IllegalStateException("not scheduled");
  }

  Moment now() {
    return now;
  }

  StreamCounts counts() {
    return counts;
  }

  /// Tells all streams of it, in time.
  public void publish(Edition edition) {
    var before = now;
    now =
        new Moment(
            before.number() + 1, edition, Optional.of(new Transition(before.edition(), edition)));
    thread.execute(() -> streams.values().forEach(OpenStream::iterate));
  }

  /// Begins a stream, which is answered from now on until one of both ends it.
  ///
  /// @param service the update stream that was asked for
  /// @param name of the resource, for the address of its control
  /// @return {@link Outcome#FULL} if there are too many, {@link Outcome#GONE} if the server ends:
  ///   nothing was answered then
  /// @throws AltoRefusedException with the field that is not right; nothing was answered then
  public Outcome begin(
      Service.UpdateStream service,
      String name,
      AltoRequest.StreamChange request,
      TypedAddress client,
      Reply reply) {
    if (request.add().isEmpty()) throw new AltoRefusedException(AltoError.missing("add"));
    if (request.add().size() > limits.substreamsMax()) return full();
    var first = subscriptions(service, request, client);
    var source = SourceNet.of(client.prefix().address());
    var stream = new OpenStream(this, newId(), source, reply);
    if (!keep(stream)) return isEnding ? Outcome.GONE : full();
    stream.open(name + "/" + stream.id(), first, now);
    stream.iterate();
    return Outcome.DONE;
  }

  private Outcome full() {
    counts.refusedFull();
    return Outcome.FULL;
  }

  /// What became of a request.
  public enum Outcome {
    DONE,
    /// RFC 8895 §10.1: too many streams, or too many substreams of one.
    FULL,
    /// There is no such stream, or none any more.
    GONE
  }

  /// Where a stream is written to.
  ///
  /// @param done ends the exchange
  /// @param cut ends the connection, whatever is under way
  public record Reply(Response response, Callback done, Runnable cut) {}

  private synchronized boolean keep(OpenStream stream) {
    if (isEnding) return false;
    long own =
        streams.values().stream().filter(each -> each.client().equals(stream.client())).count();
    if (own >= limits.perClientMax() || !counts.opened(limits.streamsMax())) return false;
    streams.put(stream.id(), stream);
    return true;
  }

  // RFC 8895 §7.1: hard to guess, and never used again.
  private String newId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Adds to a stream or removes from it (RFC 8895 §7).
  ///
  /// @throws AltoRefusedException with the field that is not right; nothing was changed then
  public Outcome control(
      Service.UpdateStream service,
      String id,
      AltoRequest.StreamChange request,
      TypedAddress client) {
    var stream = Optional.ofNullable(streams.get(id));
    if (stream.isEmpty()) {
      counts.controlledByStranger();
      return Outcome.GONE;
    }
    // Before any of them is looked at: that costs.
    if (request.add().size() > limits.substreamsMax()) return full();
    var more = subscriptions(service, request, client);
    var outcome = stream.get().change(more, request.remove(), limits.substreamsMax(), now);
    if (outcome == Outcome.FULL) return full();
    stream.get().iterate();
    return outcome;
  }

  private List<Subscription> subscriptions(
      Service.UpdateStream service, AltoRequest.StreamChange request, TypedAddress client) {
    var subscriptions = new ArrayList<Subscription>();
    request.add().forEach((id, each) -> subscriptions.add(subscription(service, id, each, client)));
    return subscriptions;
  }

  // RFC 8895 §6.6
  private Subscription subscription(
      Service.UpdateStream stream, String id, AltoRequest.Substream asked, TypedAddress client) {
    var resource = asked.resourceId();
    var service = Optional.ofNullable(catalog.services().get(resource));
    if (service.isEmpty() || !stream.resources().contains(resource)) {
      throw new AltoRefusedException(AltoError.value("add/" + id + "/resource-id", resource));
    }
    var question =
        Catalog.accepts(service.get())
            .map(
                _ -> {
                  // What is not there is refused as the resource itself would refuse it.
                  var input = asked.input().map(Object::toString).orElse("{}");
                  return questions.read(
                      service.get(), input.getBytes(StandardCharsets.UTF_8), client);
                });
    var subscription =
        new Subscription(id, resource, service.get(), question, asked.incremental(), asked.tag());
    // What is not offered shows when it is answered.
    if (question.isPresent()) subscription.answer(now.edition());
    return subscription;
  }

  void forget(OpenStream stream) {
    if (streams.remove(stream.id(), stream)) counts.closed();
  }

  private void sweep() {
    long time = System.nanoTime();
    long every = limits.keepAlive().toNanos();
    long slow = limits.slowMax().toNanos();
    for (var stream : streams.values()) {
      if (stream.keepAlive(time, every, slow)) {
        stream.iterate();
      } else {
        counts.closedSlow();
        stream.endAsSlow();
      }
    }
  }

  /// Ends all streams; nobody finds room any more.
  ///
  /// @param reason told to whoever has one
  public void end(String reason) {
    thread.shutdownNow();
    synchronized (this) {
      isEnding = true;
    }
    for (var stream : streams.values()) {
      stream.end(reason);
      stream.iterate();
    }
  }
}
