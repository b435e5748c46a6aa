// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Any messages that the draft's profile can write, edges more often than chance would have them.
public final class RandomMessages {

  public static final Models MODELS = StandardKind.MODELS;

  private static final long U32_MAX = 0xffff_ffffL;

  private final RandomGenerator random;

  public RandomMessages(RandomGenerator random) {
    this.random = random;
  }

  public Message message(Contents contents) {
    var signature = random.nextBoolean() ? Optional.of(signature()) : Optional.<Signature>empty();
    return new Message(header(), contents, signature);
  }

  public Header header() {
    Optional<List<RouteLogEntry>> log =
        random.nextBoolean() ? Optional.of(some(3, this::seen)) : Optional.empty();
    return new Header(
        random.nextInt(),
        random.nextInt(Header.TTL_MAX + 1),
        Routing.values()[random.nextInt(3)],
        random.nextInt(4) == 0 ? new Fragment(true, true, 0) : Fragment.WHOLE,
        random.nextLong(),
        new Path(some(5, this::entry), some(5, this::entry), log));
  }

  public Destination entry() {
    return new Destination.Unresolved(id());
  }

  public Id id() {
    return switch (random.nextInt(8)) {
      case 0 -> Id.ZERO;
      case 1 -> Id.WILDCARD;
      default -> Id.random(random);
    };
  }

  public RouteLogEntry seen() {
    var links = RouteLogEntry.Link.values();
    return new RouteLogEntry(
        text(), links[random.nextInt(links.length)], id(), u32(), bytes(), address());
  }

  public PeerAddress address() {
    var address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    return new PeerAddress(Bytes.owning(address), random.nextInt(0x10000));
  }

  public Signature signature() {
    var algorithms = Signature.Algorithm.values();
    return new Signature(algorithms[random.nextInt(algorithms.length)], bytes(), signer());
  }

  public Signer signer() {
    return switch (random.nextInt(3)) {
      case 0 -> new Signer.Peer(id());
      case 1 -> new Signer.User(text());
      default -> new Signer.Certificate(bytes());
    };
  }

  public Request request() {
    return request(Method.values()[random.nextInt(Method.values().length)]);
  }

  public Request request(Method method) {
    return switch (method) {
      case PROBE -> new Request.Probe(some(4, this::topic));
      case CONNECT -> new Request.Connect(connect());
      case TUNNEL -> new Request.Tunnel(random.nextInt(0x10000), text(), bytes());
      case STORE -> new Request.Store(id(), some(3, this::values));
      case FETCH -> new Request.Fetch(id(), some(3, this::query));
      case REMOVE -> new Request.Remove(id(), some(3, this::query));
      case FIND -> new Request.Find(id(), some(85, () -> (long) random.nextInt(1 << 24)));
      case JOIN -> new Request.Join(id(), bytes());
      case LEAVE -> new Request.Leave(id(), bytes());
      case UPDATE -> new Request.Update(bytes());
    };
  }

  public Response response(Method asked) {
    return random.nextInt(4) == 0 ? failure() : answer(asked);
  }

  public Answer answer(Method asked) {
    return switch (asked) {
      case PROBE -> new Answer.Probed(random.nextLong(), some(3, this::info));
      case CONNECT -> new Answer.Connected(connect());
      case TUNNEL -> new Answer.Tunneled();
      case STORE -> new Answer.Stored(some(4, this::generation));
      case FETCH -> new Answer.Fetched(differentKinds());
      case REMOVE -> new Answer.Removed(some(4, this::generation));
      case FIND -> new Answer.Found(some(4, () -> new Response.Closest(kind(), id())));
      case JOIN -> new Answer.Joined();
      case LEAVE -> new Answer.Left();
      case UPDATE -> new Answer.Updated();
    };
  }

  // The same kind twice in a row would be read as one.
  private List<KindValues> differentKinds() {
    return Stream.of(StandardKind.values())
        .filter(_ -> random.nextBoolean())
        .map(this::values)
        .toList();
  }

  private Response.Failure failure() {
    var code = FailureCode.values()[random.nextInt(FailureCode.values().length)];
    Response.Info info =
        switch (code) {
          case TRY_OTHER_PEER -> new Response.Info.NextHop(id());
          case GENERATION_TOO_LOW -> {
            var kinds = some(3, this::generation);
            yield kinds.isEmpty() ? new Response.Info.None() : new Response.Info.Generations(kinds);
          }
          default -> new Response.Info.None();
        };
    return new Response.Failure(code, text(), info);
  }

  private ProbeInfo.Topic topic() {
    return ProbeInfo.Topic.values()[random.nextInt(ProbeInfo.Topic.values().length)];
  }

  private ProbeInfo info() {
    return new ProbeInfo(topic(), u32());
  }

  private ConnectData connect() {
    return new ConnectData(
        text(), text(), random.nextInt(0x10000), text(), text(), some(3, this::text));
  }

  private KindGeneration generation() {
    return new KindGeneration(random.nextInt(1 << 24), random.nextLong());
  }

  private KindValues values() {
    return values(StandardKind.values()[random.nextInt(3)]);
  }

  private KindValues values(StandardKind kind) {
    return new KindValues(
        kind.number(), random.nextLong(), some(4, () -> value(entryOf(kind, existing()))));
  }

  private long kind() {
    return StandardKind.values()[random.nextInt(3)].number();
  }

  private Entry.Value existing() {
    return random.nextInt(4) == 0 ? Entry.Value.NONE : Entry.Value.of(bytes());
  }

  private Entry entryOf(StandardKind kind, Entry.Value value) {
    return switch (kind.model()) {
      case SINGLE -> new Entry.Single(value);
      case ARRAY ->
          new Entry.Indexed(random.nextBoolean() ? -1 : random.nextInt(1 << 31 - 1), value);
      case DICTIONARY -> new Entry.Keyed(bytes(), value);
    };
  }

  // what does not exist is of no time and unsigned.
  public StoredValue value(Entry entry) {
    if (!entry.value().exists()) return new StoredValue(0, u32(), entry, Optional.empty());
    long time = 1000 * random.nextLong(1, U32_MAX + 1);
    var signature = random.nextBoolean() ? Optional.of(signature()) : Optional.<Signature>empty();
    return new StoredValue(time, u32(), entry, signature);
  }

  private KindQuery query() {
    var kind = StandardKind.values()[random.nextInt(3)];
    Which which =
        switch (kind.model()) {
          case SINGLE -> new Which.Single();
          case ARRAY -> new Which.Range(random.nextInt(-1, 100), random.nextInt(-1, 100));
          case DICTIONARY -> new Which.Keys(some(3, this::bytes));
        };
    return new KindQuery(kind.number(), random.nextLong(), which);
  }

  private long u32() {
    return random.nextInt(4) == 0 ? U32_MAX : random.nextLong(U32_MAX + 1);
  }

  public Bytes bytes() {
    var bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(3000) : random.nextInt(40)];
    random.nextBytes(bytes);
    return Bytes.owning(bytes);
  }

  private String text() {
    return random
        .ints(random.nextInt(20), 0, 0x500)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private <T> List<T> some(int max, Supplier<T> each) {
    return Stream.generate(each).limit(random.nextInt(max + 1)).toList();
  }
}
