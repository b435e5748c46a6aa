// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.fuzz;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.OverlayDocuments;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.draft.DraftUsages;
import dev.tocsin.reload.wire.draft.DraftVectors;
import dev.tocsin.reload.wire.draft.RandomMessages;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.mesh.MeshUpdate;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Everything that reads bytes of other peers. What is accepted must be written and read again as
/// the same.
final class ReloadTargets {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final RandomMessages ANY = new RandomMessages(new SplittableRandom(7));
  private static final Packet.Change CHANGE =
      new Packet.Change(0, List.of(), new Packet.Via.Added(ANY.entry()), ANY.seen());
  private static final int SAMPLES = 12;
  // XML takes its time.
  private static final int DOCUMENTS_ONE_OF = 50;

  private ReloadTargets() {}

  static Stream<FuzzTarget> all() {
    var requests = Stream.of(Method.values()).map(ReloadTargets::request);
    var answers = Stream.of(Method.values()).map(ReloadTargets::answer);
    var others =
        Stream.of(
            new FuzzTarget("RELOAD packet", messages(), ReloadTargets::packet),
            new FuzzTarget("RELOAD message", messages(), ReloadTargets::message),
            new FuzzTarget("RELOAD failure", failures(), ReloadTargets::failure),
            new FuzzTarget(
                "RELOAD overlay document", documents(), ReloadTargets::document, DOCUMENTS_ONE_OF),
            update(
                "Chord",
                new ChordUpdate(ids(3), ids(3)).write(),
                ChordUpdate::read,
                ChordUpdate::write),
            update("mesh", new MeshUpdate(ids(9)).write(), MeshUpdate::read, MeshUpdate::write),
            usage("sip registration", DraftUsages::registration, DraftUsages::write),
            usage("turn server", DraftUsages::turnServer, DraftUsages::write));
    return Stream.of(requests, answers, others).flatMap(each -> each);
  }

  private static List<byte[]> messages() {
    return IntStream.range(0, SAMPLES)
        .mapToObj(_ -> PROFILE.write(ANY.message(PROFILE.contents(ANY.request()))))
        .toList();
  }

  private static List<byte[]> failures() {
    return Stream.of("error_response", "error_response 302", "error_response 412", "store_response")
        .map(name -> DraftVectors.ALL.get(name).toArray())
        .toList();
  }

  private static List<byte[]> documents() {
    var any = new OverlayDocuments(new SplittableRandom(7));
    return Stream.concat(
            Stream.of("overlay.xml", "overlays.xml").map(OverlayDocuments::file),
            Stream.generate(() -> any.any().write()).limit(SAMPLES))
        .toList();
  }

  private static void document(byte[] input) {
    var read = OverlayDocument.read(input);
    same(OverlayDocument.read(read.write()), read);
  }

  private static void packet(byte[] input) {
    int length = PROFILE.length(Arrays.copyOf(input, Math.max(input.length, 16)), 0);
    var packet = PROFILE.packet(input);
    same(length, packet.length());
    var next = PROFILE.packet(packet.passedOn(CHANGE));
    same(next.viaSize(), packet.viaSize() + 1);
    same(next.body(), packet.body());
    same(packet.header().path().route().size(), packet.routeSize());
  }

  private static void message(byte[] input) {
    var message = PROFILE.message(input);
    same(PROFILE.message(PROFILE.write(message)), message);
  }

  private static FuzzTarget request(Method method) {
    int code = PROFILE.contents(ANY.request(method)).code();
    return new FuzzTarget(
        "RELOAD request " + method.name().toLowerCase(Locale.ROOT),
        samples(() -> PROFILE.contents(ANY.request(method))),
        input -> {
          var contents = new Contents(false, code, Bytes.owning(input));
          var read = PROFILE.request(contents, RandomMessages.MODELS);
          same(PROFILE.request(PROFILE.contents(read), RandomMessages.MODELS), read);
        });
  }

  private static FuzzTarget answer(Method method) {
    return new FuzzTarget(
        "RELOAD answer to " + method.name().toLowerCase(Locale.ROOT),
        samples(() -> PROFILE.contents(ANY.answer(method))),
        input -> response(200, input, method));
  }

  private static List<byte[]> samples(Supplier<Contents> contents) {
    return Stream.generate(contents).limit(SAMPLES).map(each -> each.payload().toArray()).toList();
  }

  private static void failure(byte[] input) {
    var codes = List.of(302, 403, 412);
    int refused = 0;
    for (int code : codes) {
      try {
        response(code, input, Method.STORE);
      } catch (WireException e) {
        if (++refused == codes.size()) throw e;
      }
    }
  }

  private static void response(int code, byte[] input, Method asked) {
    var contents = new Contents(true, code, Bytes.owning(input));
    var read = PROFILE.response(contents, asked, RandomMessages.MODELS);
    same(PROFILE.response(PROFILE.contents(read), asked, RandomMessages.MODELS), read);
  }

  private static <T> FuzzTarget usage(
      String name, Function<Bytes, T> reader, Function<T, Bytes> writer) {
    var samples =
        DraftVectors.ALL.entrySet().stream()
            .filter(each -> each.getKey().replace('_', ' ').startsWith(name))
            .map(each -> each.getValue().toArray())
            .toList();
    return new FuzzTarget(
        "RELOAD " + name,
        samples,
        input -> {
          var read = reader.apply(Bytes.owning(input));
          same(reader.apply(writer.apply(read)), read);
        });
  }

  private static List<Id> ids(int count) {
    var random = new SplittableRandom(count);
    return Stream.generate(() -> Id.random(random)).limit(count).toList();
  }

  private static <T> FuzzTarget update(
      String name, Bytes sample, Function<Bytes, T> reader, Function<T, Bytes> writer) {
    return new FuzzTarget(
        "RELOAD update of a " + name,
        List.of(sample.toArray()),
        input -> {
          var bytes = Bytes.owning(input);
          same(writer.apply(reader.apply(bytes)), bytes);
        });
  }

  private static void same(Object again, Object first) {
    if (!again.equals(first)) throw new AssertionError("read " + first + ", then " + again);
  }
}
