// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.cache;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.AltoHttp;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.Heard;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What one server was heard to say by GET, read once and asked for again only if it may have
/// changed. Any thread may use it; two that want the same at once may both ask.
public final class ResourceCache {

  private static final int ENTRIES_MAX = 256;
  // Of bodies as they came: what is read from them takes a small multiple.
  private static final long BYTES_MAX = 256L << 20;

  // Whoever has something of before does not wait for a server that just was not there.
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  private final AltoHttp http;
  private final InstantSource clock;
  private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private Optional<Outage> outage = Optional.empty();

  private record Outage(AltoClientException failure, Instant until) {}

  private record Key(URI uri, String mediaType) {}

  /// Told, not asked for, and read when somebody wants it.
  private record Unread(Supplier<byte[]> body) {}

  private record Kept(Object value, URI uri, Optional<String> etag, int bytes, Instant freshUntil) {
    Kept until(Instant instant) {
      return new Kept(value, uri, etag, bytes, instant);
    }
  }

  /// How one kind of resource is read.
  ///
  /// @param read throws {@link WireException} for what is none
  public record Form<T>(String mediaType, Class<T> type, Function<byte[], T> read) {}

  /// @param uri where it was in the end
  /// @param outage why it could not be asked for again, if it may be of yesterday
  public record Held<T>(T value, URI uri, Optional<AltoClientException> outage) {}

  public ResourceCache(AltoHttp http, InstantSource clock) {
    this.http = http;
    this.clock = clock;
  }

  /// @param isAskedAnew whether to ask also if the server said that nobody has to
  /// @throws AltoClientException if it is not to be had; what was heard before does if the server
  ///   is merely out of reach
  public <T> Held<T> get(URI uri, Form<T> form, boolean isAskedAnew) throws AltoClientException {
    var key = new Key(uri, form.mediaType());
    var before =
        find(key)
            .flatMap(each -> opened(key, each, form))
            .filter(each -> form.type().isInstance(each.value()));
    if (before.isPresent() && !isAskedAnew && before.get().freshUntil().isAfter(clock.instant())) {
      return held(before.get(), form, Optional.empty());
    }
    var away = outage();
    if (before.isPresent() && away.isPresent()) return held(before.get(), form, away);
    Heard heard;
    try {
      heard = http.ask(Ask.get(uri, form.mediaType(), before.flatMap(Kept::etag)));
    } catch (AltoClientException e) {
      if (!e.isOutage() || before.isEmpty()) throw e;
      away(e);
      return held(before.get(), form, Optional.of(e));
    }
    var now = read(heard, form, before);
    keep(key, now, heard.reuse().isKept());
    return held(now, form, Optional.empty());
  }

  /// The server says by itself what this is now, and will say when it changes: nobody has to ask
  /// until {@link #lapse}.
  ///
  /// @param body made when somebody wants it
  public void told(URI uri, String mediaType, Supplier<byte[]> body) {
    var told = new Kept(new Unread(body), uri, Optional.empty(), 0, Instant.MAX);
    keep(new Key(uri, mediaType), told, true);
  }

  /// The server is not heard any more.
  public synchronized void lapse(URI uri, String mediaType) {
    kept.computeIfPresent(
        new Key(uri, mediaType),
        (_, each) -> each.freshUntil().equals(Instant.MAX) ? each.until(Instant.MIN) : each);
  }

  private <T> Optional<Kept> opened(Key key, Kept found, Form<T> form) {
    if (!(found.value() instanceof Unread(var body))) return Optional.of(found);
    try {
      var bytes = body.get();
      var value = form.read().apply(bytes);
      var opened = new Kept(value, found.uri(), Optional.empty(), bytes.length, found.freshUntil());
      replace(key, found, opened);
      return Optional.of(opened);
    } catch (WireException e) {
      // Asking shows whether the server has it right elsewhere, and says what is wrong.
      return Optional.empty();
    }
  }

  private synchronized void replace(Key key, Kept before, Kept now) {
    if (kept.get(key) == before) keep(key, now, true);
  }

  private synchronized Optional<AltoClientException> outage() {
    return outage.filter(each -> each.until().isAfter(clock.instant())).map(Outage::failure);
  }

  private synchronized void away(AltoClientException failure) {
    outage = Optional.of(new Outage(failure, clock.instant().plus(OUTAGE)));
  }

  private static <T> Held<T> held(Kept kept, Form<T> form, Optional<AltoClientException> outage) {
    return new Held<>(form.type().cast(kept.value()), kept.uri(), outage);
  }

  private <T> Kept read(Heard heard, Form<T> form, Optional<Kept> before)
      throws AltoClientException {
    var freshUntil = clock.instant().plus(heard.reuse().freshFor());
    // Only who sent a tag hears that nothing changed.
    if (heard.isUnchanged()) return before.orElseThrow().until(freshUntil);
    try {
      var value = form.read().apply(heard.body());
      return new Kept(value, heard.uri(), heard.etag(), heard.body().length, freshUntil);
    } catch (WireException e) {
      throw AltoClientException.of(
          Kind.UNREADABLE,
          Printable.escape(heard.uri() + " answers what cannot be read: " + e.getMessage()));
    }
  }

  private synchronized Optional<Kept> find(Key key) {
    return Optional.ofNullable(kept.get(key));
  }

  private synchronized void keep(Key key, Kept value, boolean isKept) {
    var old = kept.remove(key);
    if (old != null) bytes -= old.bytes();
    if (!isKept || value.bytes() > BYTES_MAX) return;
    kept.put(key, value);
    bytes += value.bytes();
    var eldest = kept.values().iterator();
    while (kept.size() > ENTRIES_MAX || bytes > BYTES_MAX) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }
}
