// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.base.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Some resources that are heard of together: by one stream while there is one, by asking again and
/// again otherwise. Runs in a thread of its own until it is ended; any thread may add, remove and
/// end.
final class Lane implements Runnable {

  // Who opens streams and breaks them is asked instead.
  private static final int FAILURES_MAX = 3;

  private final Follower follower;
  private final Set<Subscription> wanted;
  private final Duration firstWait;
  private final Backoff backoff;
  private final Polling polling;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Optional<Attended> attended = Optional.empty();
  private volatile boolean isReopened;
  private Instant streamNotBefore = Instant.MIN;
  private int failures;
  private boolean isPolled;

  private record Attended(Resource service, UpdateStream stream) {}

  /// @param firstWait before anything is asked
  Lane(Follower follower, Collection<Subscription> wanted, Duration firstWait) {
    this.follower = follower;
    this.wanted = new CopyOnWriteArraySet<>(wanted);
    this.firstWait = firstWait;
    this.backoff =
        new Backoff(
            follower.settings().retryFirst(),
            follower.settings().retryMost(),
            follower.source().random());
    this.polling = new Polling(follower);
  }

  /// Whether a stream tells of all these (RFC 8895 §6.4).
  static boolean covers(Resource service, Collection<Subscription> subscriptions) {
    return service.is(MediaTypes.EVENT_STREAM)
        && subscriptions.stream()
            .allMatch(each -> service.entry().uses().contains(each.resourceId()));
  }

  @Override
  public void run() {
    var wait = firstWait;
    while (!isOverAfter(wait)) wait = round();
  }

  private boolean isOverAfter(Duration wait) {
    try {
      return end.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean isOver() {
    return end.getCount() == 0;
  }

  /// @return how long to wait for the next
  private Duration round() {
    var begun = follower.now();
    try {
      if (begun.isBefore(streamNotBefore)) return poll("the server is busy");
      var service =
          follower
              .source()
              .directory()
              .of(MediaTypes.EVENT_STREAM)
              .filter(each -> covers(each, wanted))
              .findFirst();
      if (service.isEmpty()) return poll("the server offers no stream of this");
      attend(service.get());
      if (isReopened) {
        isReopened = false;
        return Duration.ZERO;
      }
      return failed(failure(Kind.UNREACHABLE, service.get(), "has ended the stream"), begun);
    } catch (AltoClientException e) {
      return failed(e, begun);
    }
  }

  private void attend(Resource service) throws AltoClientException {
    var all = List.copyOf(wanted);
    try (var stream =
        UpdateStream.open(follower.source().http(), service, all, follower.board().held(all))) {
      attended = Optional.of(new Attended(service, stream));
      // Whoever ends this meanwhile saw no stream to close.
      if (!isOver()) listen(service, stream);
    } catch (WireException e) {
      throw failure(Kind.UNREADABLE, service, "says what cannot be: " + e.getMessage());
    } finally {
      attended = Optional.empty();
      follower.lapse(all);
    }
  }

  private void listen(Resource service, UpdateStream stream) throws AltoClientException {
    while (true) {
      var arrivals = stream.next(follower.settings().silence());
      if (arrivals.isEmpty()) return;
      for (var each : arrivals.get()) take(service, stream, each);
      var overdue =
          follower.board().overdue(wanted, follower.now(), follower.settings().dependentWait());
      if (overdue.isPresent()) {
        // RFC 8895 §9.2: the stream is begun anew, without what does not fit.
        follower.board().forget(overdue.get());
        throw failure(
            Kind.UNREADABLE, service, "leaves '" + overdue.get().resourceId() + "' behind");
      }
    }
  }

  private void take(Resource service, UpdateStream stream, Arrival arrival)
      throws AltoClientException {
    switch (arrival) {
      case Arrival.Opened _ -> {
        isPolled = false;
        follower.tell(
            new FollowEvent.Streaming(service.uri(), names(wanted), stream.isControlled()));
      }
      case Arrival.Data(var event, var version) -> {
        if (!wanted.contains(version.subscription())) return;
        follower.changed(version, event.mediaType(), event.data().length());
        follower.told(version);
      }
      case Arrival.Changed(_, var all, var description) -> {
        var stopped = all.stream().filter(wanted::contains).toList();
        if (!stopped.isEmpty()) stopped(service, stopped, description);
      }
    }
  }

  private void stopped(Resource service, List<Subscription> stopped, Optional<String> description)
      throws AltoClientException {
    follower.tell(new FollowEvent.Stopped(names(stopped), description.map(Printable::escape)));
    if (stopped.containsAll(wanted)) {
      throw failure(Kind.UNREACHABLE, service, "tells of nothing more");
    }
    stopped.forEach(wanted::remove);
    follower.lapse(stopped);
    follower.begin(stopped, follower.settings().retryMost());
  }

  private Duration failed(AltoClientException failure, Instant begun) {
    var settings = follower.settings();
    if (isOver()) return Duration.ZERO;
    if (begun.plus(settings.retryMost()).isBefore(follower.now())) {
      backoff.reset();
      failures = 0;
    }
    failures++;
    return switch (failure.kind()) {
      case UNREACHABLE -> interrupted(failure);
      case REFUSED, NOT_OFFERED -> poll(failure);
      case UNREADABLE -> failures >= FAILURES_MAX ? poll(failure) : interrupted(failure);
      case BUSY -> {
        streamNotBefore = failure.notBefore().orElseGet(() -> follower.now().plus(backoff.next()));
        yield poll(failure);
      }
    };
  }

  private Duration poll(AltoClientException failure) {
    return poll(String.valueOf(failure.getMessage()));
  }

  private Duration interrupted(AltoClientException failure) {
    var wait = backoff.next();
    var asked = failure.notBefore().map(until -> Duration.between(follower.now(), until));
    if (asked.isPresent() && asked.get().compareTo(wait) > 0) wait = asked.get();
    var reason = String.valueOf(failure.getMessage());
    follower.tell(new FollowEvent.Interrupted(names(wanted), reason, wait));
    return wait;
  }

  private Duration poll(String reason) {
    var every = follower.settings().poll();
    if (!isPolled) {
      isPolled = true;
      follower.tell(new FollowEvent.Polling(names(wanted), reason, every));
    }
    for (var each : wanted) {
      try {
        polling.look(each);
      } catch (AltoClientException e) {
        if (isOver()) return Duration.ZERO;
        if (e.isOutage()) return interrupted(e);
        follower.tell(
            new FollowEvent.Interrupted(
                names(List.of(each)), String.valueOf(e.getMessage()), every));
      }
    }
    return every;
  }

  /// @return false if the stream of this lane cannot tell of it
  boolean add(Subscription subscription) {
    var now = attended;
    if (now.isEmpty() || !now.get().stream().isControlled()) return false;
    if (!covers(now.get().service(), List.of(subscription))) return false;
    wanted.add(subscription);
    try {
      now.get().stream().add(List.of(subscription));
      return true;
    } catch (AltoClientException e) {
      wanted.remove(subscription);
      return false;
    }
  }

  /// @return false if it is none of this lane
  boolean remove(Subscription subscription) {
    if (!wanted.remove(subscription)) return false;
    boolean isLast = wanted.isEmpty();
    if (isLast) end.countDown();
    var now = attended;
    try {
      if (now.isPresent()) now.get().stream().remove(List.of(subscription));
    } catch (AltoClientException e) {
      // Begun anew it is without it.
      isReopened = true;
      now.orElseThrow().stream().close();
    }
    if (isLast) close();
    return true;
  }

  boolean isEmpty() {
    return wanted.isEmpty();
  }

  int size() {
    return wanted.size();
  }

  void close() {
    end.countDown();
    attended.ifPresent(each -> each.stream().close());
  }

  private static List<String> names(Collection<Subscription> subscriptions) {
    return subscriptions.stream().map(Subscription::resourceId).toList();
  }

  private static AltoClientException failure(Kind kind, Resource service, String what) {
    return AltoClientException.of(kind, Printable.escape(service.uri() + " " + what));
  }
}
