// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a message costs that is made, read, and passed on.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MessageBench {

  private final SignedStore store = new SignedStore();
  private final byte[] bytes = store.bytes;
  private final Packet.Via via = new Packet.Via.Added(new Destination.Unresolved(store.peer));
  private final Packet.Change change = new Packet.Change(0, List.of(), via, seen());

  private RouteLogEntry seen() {
    var address = new PeerAddress(Bytes.parse("c0000201"), 6084);
    return new RouteLogEntry("t", RouteLogEntry.Link.TLS, store.peer, 1, Bytes.EMPTY, address);
  }

  @Benchmark
  public byte[] writeStore() {
    var contents = SignedStore.PROFILE.contents(store.request);
    return SignedStore.PROFILE.write(
        new Message(store.message.header(), contents, store.message.signature()));
  }

  @Benchmark
  public Request readStore() {
    var message = SignedStore.PROFILE.message(bytes);
    return SignedStore.PROFILE.request(message.contents(), StandardKind.MODELS);
  }

  /// As a peer on the way does: it looks where the message goes, and whether it may.
  @Benchmark
  public byte[] forward() {
    var packet = SignedStore.PROFILE.packet(bytes);
    boolean isMine = packet.routeSize() == 0 || packet.ttl() == 0 || !packet.isCompatible();
    if (isMine || packet.route(0).equals(packet.via(0))) throw new IllegalStateException("not on");
    return packet.passedOn(change);
  }

  /// The same by hand: as little as has to be read, and a copy with one more entry.
  @Benchmark
  public byte[] forwardByHand() {
    return BareForward.forward(bytes, store.peer.high(), store.peer.low());
  }

  byte[] bytes() {
    return bytes;
  }
}
