// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import dev.tocsin.alto.io.stream.StreamHub.Moment;
import dev.tocsin.alto.io.stream.StreamHub.Reply;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.stream.ControlEvent;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.net.SourceNet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.util.IteratingCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One update stream (RFC 8895 §6). Nothing waits in it but one event: what changes while a reader
/// is slow is told at once when he is ready, as one change.
final class OpenStream extends IteratingCallback {

  private static final Logger log = LoggerFactory.getLogger(OpenStream.class);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.UTF_8);
  private static final long NOTHING = -1;

  private final StreamHub hub;
  private final String id;
  private final SourceNet client;
  private final Reply reply;
  private final Deque<ByteBuffer> outbox = new ArrayDeque<>();
  private final List<Active> active = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private boolean isEnding;
  private long writtenNanos = System.nanoTime();
  private boolean isWriting;

  /// A substream, and the number of the edition that its client has heard of.
  private static final class Active {
    final Subscription subscription;
    long told;

    Active(Subscription subscription, long told) {
      this.subscription = subscription;
      this.told = told;
    }

    String substream() {
      return subscription.substream();
    }
  }

  /// @param client whose it is, for his share of streams
  OpenStream(StreamHub hub, String id, SourceNet client, Reply reply) {
    this.hub = hub;
    this.id = id;
    this.client = client;
    this.reply = reply;
  }

  String id() {
    return id;
  }

  SourceNet client() {
    return client;
  }

  /// Says where it is controlled and what it is about.
  synchronized void open(String controlUri, Collection<Subscription> first, Moment now) {
    var response = reply.response();
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, MediaTypes.EVENT_STREAM);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    // Proxies that gather what they pass on would hold events back.
    response.getHeaders().put("X-Accel-Buffering", "no");
    // RFC 8895 §5.3: the first event says where the stream is controlled.
    put(new ControlEvent.Opened(Optional.of(controlUri)).event());
    begin(first, now);
  }

  private void begin(Collection<Subscription> more, Moment now) {
    for (var each : more) {
      used.add(each.substream());
      active.add(new Active(each, each.hasCurrent(now.edition()) ? now.number() : NOTHING));
    }
    active.sort(Comparator.comparingInt(each -> each.subscription.rank()));
  }

  /// RFC 8895 §7.5, §7.6: all of it or nothing.
  ///
  /// @param remove absent if nothing ends, empty if all does
  /// @param substreamsMax those included that have ended
  /// @return what became of it
  /// @throws AltoRefusedException with the field that is not right
  synchronized StreamHub.Outcome change(
      Collection<Subscription> more, Optional<Set<String>> remove, int substreamsMax, Moment now) {
    if (isEnding) return StreamHub.Outcome.GONE;
    refuse(more, remove);
    if (used.size() + more.size() > substreamsMax) return StreamHub.Outcome.FULL;
    begin(more, now);
    var stopped = new ArrayList<String>();
    if (remove.isPresent()) {
      for (var each : List.copyOf(active)) {
        if (!remove.get().isEmpty() && !remove.get().contains(each.substream())) continue;
        active.remove(each);
        stopped.add(each.substream());
      }
    }
    var started = more.stream().map(Subscription::substream).toList();
    if (!started.isEmpty() || !stopped.isEmpty()) {
      put(new ControlEvent.Changed(started, stopped, Optional.empty()).event());
    }
    if (active.isEmpty()) isEnding = true;
    return StreamHub.Outcome.DONE;
  }

  private void refuse(Collection<Subscription> more, Optional<Set<String>> remove) {
    var reused = more.stream().map(Subscription::substream).filter(used::contains).toList();
    if (!reused.isEmpty()) throw refusal("add", reused);
    if (remove.isEmpty()) return;
    if (remove.get().isEmpty() && !more.isEmpty()) throw refusal("remove", List.of());
    var unknown = remove.get().stream().filter(each -> !used.contains(each)).toList();
    if (!unknown.isEmpty()) throw refusal("remove", unknown);
  }

  // RFC 8895 §7.6: the value is an array.
  private static AltoRefusedException refusal(String field, List<String> substreams) {
    var quoted = substreams.stream().map(each -> '"' + each + '"').toList();
    return new AltoRefusedException(AltoError.value(field, "[" + String.join(",", quoted) + "]"));
  }

  /// The server ends: the client shall know that it is not the network.
  synchronized void end(String reason) {
    if (isEnding) return;
    isEnding = true;
    var stopped = active.stream().map(Active::substream).toList();
    active.clear();
    put(new ControlEvent.Changed(List.of(), stopped, Optional.of(reason)).event());
  }

  /// Called now and then.
  ///
  /// @return false if its reader has not taken anything for too long
  synchronized boolean keepAlive(long nowNanos, long everyNanos, long slowNanos) {
    long quiet = nowNanos - writtenNanos;
    if (isWriting) return quiet < slowNanos;
    if (quiet >= everyNanos && outbox.isEmpty())
      outbox.add(ByteBuffer.wrap(StreamEvent.keepAlive()));
    return true;
  }

  /// What is being written will not be taken: only without its connection it ends.
  void endAsSlow() {
    abort(new TimeoutException("the client does not read its stream"));
    reply.cut().run();
  }

  private void put(StreamEvent event) {
    outbox.add(ByteBuffer.wrap(event.bytes()));
  }

  /// The next substream that has not heard of the newest edition.
  private void fill() {
    if (isEnding) return;
    var now = hub.now();
    for (var each : active) {
      long known = each.told;
      if (known == now.number()) continue;
      each.told = now.number();
      var message = now.since(known, each.subscription);
      if (message.isEmpty()) continue;
      var text = message.get();
      var head = "event: %s,%s\ndata: ".formatted(text.mediaType(), each.substream());
      outbox.add(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
      outbox.add(text.data().duplicate());
      outbox.add(ByteBuffer.wrap(END_OF_EVENT));
      hub.counts().told(text.data().remaining());
      return;
    }
  }

  @Override
  protected Action process() {
    ByteBuffer next;
    synchronized (this) {
      isWriting = false;
      if (outbox.isEmpty()) fill();
      next = outbox.poll();
      if (next == null) return isEnding ? Action.SUCCEEDED : Action.IDLE;
      isWriting = true;
      writtenNanos = System.nanoTime();
    }
    reply.response().write(false, next, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    hub.forget(this);
    reply.response().write(true, null, reply.done());
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    hub.forget(this);
    boolean isOwn = cause instanceof RuntimeException && !(cause instanceof QuietException);
    if (isOwn) log.error("a stream failed", cause);
    reply.done().failed(cause);
  }
}
