// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import static dev.tocsin.reload.wire.draft.DraftVectors.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.data.KindValues;
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
import dev.tocsin.reload.wire.message.ProbeInfo.Topic;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import dev.tocsin.reload.wire.usage.SipRegistration;
import dev.tocsin.reload.wire.usage.StandardKind;
import dev.tocsin.reload.wire.usage.TurnServer;
import dev.tocsin.reload.wire.usage.UserCertificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every structure of the draft, from bytes written by hand to values and back.
class DraftVectorsTest {

  private static final DraftProfile PROFILE = DraftProfile.PROFILE;
  private static final Id A = Id.parse("000102030405060708090a0b0c0d0e0f");
  private static final Id B = Id.parse("101112131415161718191a1b1c1d1e1f");
  private static final Id C = Id.parse("202122232425262728292a2b2c2d2e2f");
  private static final int OVERLAY = 0xcbf43926;
  private static final long TRANSACTION = 0x0102030405060708L;
  private static final long TIME = 1_704_067_200_000L;
  private static final Contents PING = new Contents(false, 1, Bytes.parse("00"));
  private static final Signature OF_ALICE =
      new Signature(Signature.Algorithm.RSA_SHA1, Bytes.parse("ff"), new Signer.User("alice"));
  private static final PeerAddress ADDRESS = new PeerAddress(Bytes.parse("c0000201"), 6084);

  private static final Map<String, Message> MESSAGES =
      Map.of(
          "header",
          new Message(
              header(
                  Routing.ITERATIVE,
                  new Path(
                      List.of(at(A)),
                      List.of(at(B), at(C)),
                      Optional.of(List.of(seen("3082", ADDRESS, RouteLogEntry.Link.TLS, 3600))))),
              PING,
              Optional.empty()),
          "signed message",
          new Message(
              header(Routing.UNSPECIFIED, Path.to(at(A))),
              PING,
              Optional.of(
                  new Signature(
                      Signature.Algorithm.RSA_SHA256, Bytes.parse("abcd"), new Signer.Peer(B)))));

  private static final Map<String, Request> REQUESTS =
      Map.of(
          "ping_request",
          new Request.Probe(List.of(Topic.RESPONSIBLE_SET, Topic.RESOURCES)),
          "connect_data",
          new Request.Connect(connect()),
          "tunnel_data",
          new Request.Tunnel(5060, "d", Bytes.parse("00ff01")),
          "store_request",
          new Request.Store(A, List.of(registrations(), turnServers(), certificates())),
          "fetch_request",
          new Request.Fetch(
              A,
              List.of(
                  new KindQuery(1, 5, new Which.Keys(List.of(key(B), Bytes.parse("01020304")))),
                  new KindQuery(2, 0, new Which.Single()),
                  new KindQuery(3, 0, new Which.Range(0, Which.Range.LAST)))),
          "remove_request",
          new Request.Remove(A, List.of(new KindQuery(1, 5, new Which.Keys(List.of())))),
          "find_request",
          new Request.Find(A, List.of(2L, 0xf00001L)),
          "join_request",
          new Request.Join(A, Bytes.EMPTY),
          "leave_request",
          new Request.Leave(A, Bytes.parse("abcd")));

  private static final Map<String, Answer> ANSWERS =
      Map.of(
          "ping_response",
          new Answer.Probed(
              0x0123456789abcdefL,
              List.of(
                  new ProbeInfo(Topic.RESPONSIBLE_SET, 1_000_000_000),
                  new ProbeInfo(Topic.RESOURCES, 7))),
          "connect_data",
          new Answer.Connected(connect()),
          "store_response",
          new Answer.Stored(List.of(new KindGeneration(1, 6), new KindGeneration(3, 1))),
          "fetch_response",
          new Answer.Fetched(
              List.of(
                  new KindValues(3, 2, List.of(unsigned(new Entry.Indexed(1, value("30"))))),
                  new KindValues(1, 9, List.of()))),
          "find_response",
          new Answer.Found(
              List.of(new Response.Closest(2, B), new Response.Closest(0xf00001L, Id.ZERO))));

  private static final Map<String, Response.Failure> FAILURES =
      Map.of(
          "error_response",
          new Response.Failure(FailureCode.FORBIDDEN, "Forbidden", new Response.Info.None()),
          "error_response 302",
          new Response.Failure(FailureCode.TRY_OTHER_PEER, "Moved", new Response.Info.NextHop(B)),
          "error_response 412",
          new Response.Failure(
              FailureCode.GENERATION_TOO_LOW,
              "old",
              new Response.Info.Generations(List.of(new KindGeneration(1, 5)))));

  private static Destination at(Id id) {
    return new Destination.Unresolved(id);
  }

  private static Bytes key(Id id) {
    return Bytes.owning(id.bytes());
  }

  private static Header header(Routing routing, Path path) {
    return new Header(OVERLAY, 100, routing, Fragment.WHOLE, TRANSACTION, path);
  }

  private static RouteLogEntry seen(
      String certificate, PeerAddress address, RouteLogEntry.Link link, long uptime) {
    return new RouteLogEntry("1.0", link, B, uptime, Bytes.parse(certificate), address);
  }

  private static ConnectData connect() {
    return new ConnectData(
        "ufra", "pwd", ConnectData.RELOAD, "sha-256 AB:CD", "passive", List.of("1 1", "2 "));
  }

  private static KindValues registrations() {
    var entry = new Entry.Keyed(key(B), value("01000161"));
    return new KindValues(1, 5, List.of(new StoredValue(TIME, 3600, entry, Optional.of(OF_ALICE))));
  }

  private static KindValues turnServers() {
    return new KindValues(2, 0, List.of(unsigned(new Entry.Single(value("01010203")))));
  }

  private static KindValues certificates() {
    var nothing = new Entry.Indexed(Entry.Indexed.LAST, Entry.Value.NONE);
    return new KindValues(3, -1, List.of(new StoredValue(0, 0, nothing, Optional.empty())));
  }

  private static StoredValue unsigned(Entry entry) {
    return new StoredValue(TIME, 3600, entry, Optional.empty());
  }

  private static Entry.Value value(String hex) {
    return Entry.Value.of(Bytes.parse(hex));
  }

  @Test
  void coversTheWholeFile() {
    var known = new TreeSet<>(MESSAGES.keySet());
    known.addAll(REQUESTS.keySet());
    known.addAll(ANSWERS.keySet());
    known.addAll(FAILURES.keySet());
    known.addAll(
        List.of(
            "fragment", "route_log_entry", "signature of a name", "signature of a certificate"));
    known.addAll(List.of("message_signature_input", "stored_data_to_be_signed"));
    known.addAll(
        List.of("sip_registration uri", "sip_registration route", "turn_server", "certificate"));

    assertThat(known).isEqualTo(new TreeSet<>(ALL.keySet()));
  }

  @Test
  void readsAndWritesMessages() {
    MESSAGES.forEach(
        (name, message) -> {
          assertThat(PROFILE.message(ALL.get(name).toArray())).as(name).isEqualTo(message);
          assertThat(Bytes.owning(PROFILE.write(message))).as(name).isEqualTo(ALL.get(name));
        });
  }

  @Test
  void readsTheFieldsOfAPacketWhereTheyStand() {
    var packet = PROFILE.packet(ALL.get("header").toArray());

    assertThat(packet.isCompatible()).isTrue();
    assertThat(packet.overlay()).isEqualTo(OVERLAY);
    assertThat(packet.ttl()).isEqualTo(100);
    assertThat(packet.routing()).isEqualTo(Routing.ITERATIVE);
    assertThat(packet.transaction()).isEqualTo(TRANSACTION);
    assertThat(packet.routeSize()).isEqualTo(1);
    assertThat(packet.route(0)).isEqualTo(at(A));
    assertThat(packet.viaSize()).isEqualTo(2);
    assertThat(packet.via(1)).isEqualTo(at(C));
    assertThat(packet.hasLog()).isTrue();
    assertThat(packet.isRequest()).isTrue();
    assertThat(packet.body()).isEqualTo(Bytes.parse("0001" + "0000" + "00000001" + "00"));
    assertThat(packet.header()).isEqualTo(MESSAGES.get("header").header());
  }

  @Test
  void countsFragmentsInUnitsOfEightBytes() {
    var packet = PROFILE.packet(ALL.get("fragment").toArray());

    assertThat(packet.fragment()).isEqualTo(new Fragment(true, true, 0x2001 * 8));
    assertThat(HeaderCodec.part(packet.fragment())).isEqualTo(0xe001);
    assertThat(packet.isRequest()).as("only the first fragment tells").isFalse();
  }

  @Test
  void readsAndWritesAnEntryOfTheRouteLog() {
    var address = new PeerAddress(Bytes.parse("20010db8000000000000000000000001"), 0xffff);
    var entry = seen("", address, RouteLogEntry.Link.DTLS, 0xffff_ffffL);
    var out = new ByteWriter();

    RouteLogCodec.write(out, entry);

    assertThat(Bytes.owning(out.toArray())).isEqualTo(ALL.get("route_log_entry"));
    assertThat(RouteLogCodec.read(reader("route_log_entry"))).containsExactly(entry);
  }

  @Test
  void readsAndWritesRequests() {
    REQUESTS.forEach(
        (name, request) -> {
          var contents = PROFILE.contents(request);
          assertThat(contents.payload()).as(name).isEqualTo(ALL.get(name));
          assertThat(PROFILE.request(contents, StandardKind.MODELS)).as(name).isEqualTo(request);
        });
  }

  //
  @Test
  void numbersTheMethodsWithOddNumbers() {
    int code = 1;
    for (var method : Method.values()) {
      assertThat(RequestCodec.code(method)).as(method.name()).isEqualTo(code);
      code += 2;
    }
  }

  @Test
  void readsAndWritesResponses() {
    ANSWERS.forEach(
        (name, answer) -> {
          var contents = PROFILE.contents(answer);
          assertThat(contents).as(name).isEqualTo(new Contents(true, 200, ALL.get(name)));
          assertThat(PROFILE.response(contents, asked(answer), StandardKind.MODELS))
              .as(name)
              .isEqualTo(answer);
        });
  }

  private static Method asked(Answer answer) {
    return switch (answer) {
      case Answer.Probed _ -> Method.PROBE;
      case Answer.Connected _ -> Method.CONNECT;
      case Answer.Tunneled _ -> Method.TUNNEL;
      case Answer.Stored _ -> Method.STORE;
      case Answer.Fetched _ -> Method.FETCH;
      case Answer.Removed _ -> Method.REMOVE;
      case Answer.Found _ -> Method.FIND;
      case Answer.Joined _ -> Method.JOIN;
      case Answer.Left _ -> Method.LEAVE;
      case Answer.Updated _ -> Method.UPDATE;
    };
  }

  @Test
  void answersInSomeCasesWithNothingElse() {
    for (Answer answer :
        List.of(
            new Answer.Tunneled(), new Answer.Joined(), new Answer.Left(), new Answer.Updated())) {
      var contents = PROFILE.contents(answer);

      assertThat(contents).isEqualTo(new Contents(true, 200, Bytes.EMPTY));
      assertThat(PROFILE.response(contents, asked(answer), StandardKind.MODELS)).isEqualTo(answer);
    }
    var removed = new Answer.Removed(List.of(new KindGeneration(1, 6), new KindGeneration(3, 1)));
    assertThat(PROFILE.contents(removed).payload()).isEqualTo(ALL.get("store_response"));
  }

  // ER-1, ER-4.
  @Test
  void readsAndWritesFailures() {
    FAILURES.forEach(
        (name, failure) -> {
          var contents = PROFILE.contents(failure);
          assertThat(contents.payload()).as(name).isEqualTo(ALL.get(name));
          assertThat(PROFILE.response(contents, Method.STORE, StandardKind.MODELS))
              .as(name)
              .isEqualTo(failure);
        });
    var codes =
        List.of(FailureCode.values()).stream()
            .map(code -> PROFILE.contents(Response.Failure.of(code)).code());
    assertThat(codes).containsExactly(302, 401, 403, 404, 408, 412, 498, 499, 500);
  }

  @Test
  void readsAndWritesSignatures() {
    var byCertificate =
        new Signature(
            Signature.Algorithm.RSA_SHA256,
            Bytes.parse("ff"),
            new Signer.Certificate(Bytes.parse("308201")));
    Map.of("signature of a name", OF_ALICE, "signature of a certificate", byCertificate)
        .forEach(
            (name, signature) -> {
              var out = new ByteWriter();
              SignatureCodec.write(out, signature);
              assertThat(Bytes.owning(out.toArray())).as(name).isEqualTo(ALL.get(name));
              assertThat(SignatureCodec.readRest(reader(name))).as(name).contains(signature);
            });
  }

  // SI-2, R-13, R-15.
  @Test
  void saysWhatSignaturesCover() {
    var appended =
        new StoredValue(
            TIME, 3600, new Entry.Indexed(Entry.Indexed.LAST, value("3082")), Optional.empty());

    assertThat(Bytes.owning(PROFILE.signed(OVERLAY, TRANSACTION, new Signer.Peer(B), PING)))
        .isEqualTo(ALL.get("message_signature_input"));
    assertThat(Bytes.owning(PROFILE.signed(A, 3, appended, new Signer.User("alice"))))
        .isEqualTo(ALL.get("stored_data_to_be_signed"));
  }

  @Test
  void readsAndWritesWhatUsagesStore() {
    var uri = new SipRegistration.Uri("bob@example.com");
    var route = new SipRegistration.Route("(audio", List.of(at(A), at(B)));
    var server = new TurnServer(2, new PeerAddress(Bytes.parse("c0000201"), 3478));
    var certificate = new UserCertificate(Bytes.parse("308201"));

    assertThat(DraftUsages.write(uri)).isEqualTo(ALL.get("sip_registration uri"));
    assertThat(DraftUsages.registration(ALL.get("sip_registration uri"))).isEqualTo(uri);
    assertThat(DraftUsages.write(route)).isEqualTo(ALL.get("sip_registration route"));
    assertThat(DraftUsages.registration(ALL.get("sip_registration route"))).isEqualTo(route);
    assertThat(DraftUsages.write(server)).isEqualTo(ALL.get("turn_server"));
    assertThat(DraftUsages.turnServer(ALL.get("turn_server"))).isEqualTo(server);
    assertThat(DraftUsages.write(certificate)).isEqualTo(ALL.get("certificate"));
    assertThat(DraftUsages.certificate(ALL.get("certificate"))).isEqualTo(certificate);
  }

  private static ByteReader reader(String name) {
    return new ByteReader(ALL.get(name).toArray());
  }
}
