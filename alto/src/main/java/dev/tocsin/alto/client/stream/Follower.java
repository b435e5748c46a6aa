// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.wire.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Keeps up with resources of one server: by its update streams (RFC 8895), which it opens again
/// with the tags of what it has, and by asking where there is no stream. Any thread may use it; the
/// listener is called by threads of the follower, one at a time, and what it does not take yet the
/// server has to wait with.
public final class Follower implements AutoCloseable {

  private static final int SUBSCRIPTIONS_MAX = 256;

  private final Source source;
  private final FollowSettings settings;
  private final Consumer<FollowEvent> listener;
  private final Board board = new Board();
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final Object telling = new Object();
  private volatile boolean isClosed;

  private Follower(Source source, FollowSettings settings, Consumer<FollowEvent> listener) {
    this.source = source;
    this.settings = settings;
    this.listener = listener;
  }

  /// Hears nothing yet when it returns.
  ///
  /// @throws AltoClientException if the directory is not to be had
  /// @throws IllegalArgumentException if there are none, or too many
  public static Follower start(
      Source source,
      Collection<Subscription> subscriptions,
      FollowSettings settings,
      Consumer<FollowEvent> listener)
      throws AltoClientException {
    if (subscriptions.isEmpty() || subscriptions.size() > SUBSCRIPTIONS_MAX) {
      throw new IllegalArgumentException(
          "expected 1 to %d resources, found %d"
              .formatted(SUBSCRIPTIONS_MAX, subscriptions.size()));
    }
    var follower = new Follower(source, settings, listener);
    follower.plan(subscriptions).forEach(each -> follower.begin(each, Duration.ZERO));
    return follower;
  }

  /// As few streams as there can be, and one lane for what no stream tells of.
  private List<List<Subscription>> plan(Collection<Subscription> all) throws AltoClientException {
    var services = source.directory().of(MediaTypes.EVENT_STREAM).toList();
    var left = new ArrayList<>(all.stream().distinct().sorted(MAPS_FIRST).toList());
    var plan = new ArrayList<List<Subscription>>();
    while (!left.isEmpty()) {
      var most =
          services.stream()
              .map(
                  service ->
                      left.stream().filter(each -> Lane.covers(service, List.of(each))).toList())
              .max(Comparator.comparingInt(List::size))
              .filter(covered -> !covered.isEmpty())
              .orElseGet(() -> List.copyOf(left));
      plan.add(most);
      left.removeAll(most);
    }
    return plan;
  }

  // What depends on network maps is asked for behind them.
  private static final Comparator<Subscription> MAPS_FIRST =
      Comparator.comparing(each -> !each.resource().is(MediaTypes.NETWORK_MAP));

  void begin(Collection<Subscription> subscriptions, Duration firstWait) {
    if (isClosed) return;
    lanes.removeIf(Lane::isEmpty);
    var lane = new Lane(this, subscriptions, firstWait);
    lanes.add(lane);
    Thread.ofVirtual().name("alto-follow-" + source.root().getHost()).start(lane);
    // Who closed meanwhile did not see it.
    if (isClosed) lane.close();
  }

  /// Follows one more; by a stream that is open already if that can be (RFC 8895 §7).
  ///
  /// @throws IllegalArgumentException if that is too many
  public synchronized void add(Subscription subscription) {
    if (lanes.stream().mapToInt(Lane::size).sum() >= SUBSCRIPTIONS_MAX) {
      throw new IllegalArgumentException("expected at most " + SUBSCRIPTIONS_MAX + " resources");
    }
    if (lanes.stream().noneMatch(each -> each.add(subscription))) {
      begin(List.of(subscription), Duration.ZERO);
    }
  }

  /// Follows one less.
  public synchronized void remove(Subscription subscription) {
    lanes.forEach(each -> each.remove(subscription));
    lanes.removeIf(Lane::isEmpty);
    board.forget(subscription);
    lapse(List.of(subscription));
  }

  /// What was heard last, if it may be used: not while it is about another version of a resource
  /// than the one that is held.
  public Optional<Version> version(Subscription subscription) {
    return board.held(subscription).filter(board::isUsable);
  }

  Source source() {
    return source;
  }

  FollowSettings settings() {
    return settings;
  }

  Board board() {
    return board;
  }

  Instant now() {
    return source.clock().instant();
  }

  void changed(Version version, String how, long size) {
    var before = board.put(version, now());
    tell(new FollowEvent.Changed(version, before, how, size, board.isUsable(version)));
  }

  /// The server says by itself when this changes.
  void told(Version version) {
    var resource = version.subscription().resource();
    if (!resource.isWhole() || version.part().isPresent()) return;
    source
        .cache()
        .told(
            resource.uri(),
            resource.entry().mediaType(),
            () -> version.content().toString().getBytes(StandardCharsets.UTF_8));
  }

  void lapse(Collection<Subscription> subscriptions) {
    for (var each : subscriptions) {
      source.cache().lapse(each.resource().uri(), each.resource().entry().mediaType());
    }
  }

  void tell(FollowEvent event) {
    synchronized (telling) {
      if (!isClosed) listener.accept(event);
    }
  }

  public boolean isClosed() {
    return isClosed;
  }

  /// The listener is not called any more, but for a call under way.
  @Override
  public void close() {
    isClosed = true;
    lanes.forEach(Lane::close);
  }
}
