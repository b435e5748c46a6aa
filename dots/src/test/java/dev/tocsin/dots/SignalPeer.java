// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.io.coap.TestClient;
import dev.tocsin.dots.io.coap.TestClient.Event;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// A client with one session, that says what it is told to. One thread.
final class SignalPeer implements AutoCloseable {

  final String cuid;
  private final TestClient client;
  private final ConnectionId connection;
  // What came while something else was waited for.
  private final List<Event.Responded> notifications = new ArrayList<>();

  SignalPeer(String cuid, ServerProfile profile, DotsServer server) throws InterruptedException {
    this.cuid = cuid;
    this.client = new TestClient(profile);
    this.connection = client.connected(server.local().getFirst().getPort(), TransportKind.DTLS);
  }

  SignalResponse mitigate(long mid, String prefix) throws InterruptedException {
    return ask(mitigation(mid, prefix));
  }

  SignalRequest mitigation(long mid, String prefix) {
    var scope = Scope.of(Prefix.parse(prefix));
    return new SignalRequest.Mitigate(
        cuid, mid, new MitigationRequest(scope, 3600, true, Optional.empty()));
  }

  SignalResponse withdraw(long mid) throws InterruptedException {
    return ask(new SignalRequest.Withdraw(cuid, mid));
  }

  private SignalRequest get(Observe observe) {
    return new SignalRequest.Retrieve(cuid, OptionalLong.empty(), ContentFilter.ALL, observe);
  }

  /// What the server lists as this client's.
  List<MitigationStatus> list() throws InterruptedException {
    return statuses(ask(get(Observe.NO)));
  }

  List<MitigationStatus> observe() throws InterruptedException {
    return statuses(ask(get(Observe.REGISTER)));
  }

  static List<MitigationStatus> statuses(SignalResponse response) {
    return response.body() instanceof SignalResponse.Body.Mitigations(var all) ? all : List.of();
  }

  SignalResponse ask(SignalRequest request) throws InterruptedException {
    return answer(request, begin(request));
  }

  RequestId begin(SignalRequest request) {
    return client.send(connection, SignalCodec.writeRequest(request, true));
  }

  SignalResponse answer(SignalRequest request, RequestId id) throws InterruptedException {
    while (true) {
      var event = client.next();
      if (event instanceof Event.Responded responded) {
        if (responded.request().equals(id) && !responded.notification()) {
          return SignalCodec.readResponse(request, responded.response());
        }
        notifications.add(responded);
      } else {
        assertThat(event).isNotInstanceOfAny(Event.Unanswered.class, Event.Disconnected.class);
      }
    }
  }

  /// The first notification of which it is true; earlier ones are dropped.
  MitigationStatus told(Predicate<MitigationStatus> holds) throws InterruptedException {
    while (true) {
      while (!notifications.isEmpty()) {
        var response = notifications.removeFirst().response();
        var found =
            statuses(SignalCodec.readResponse(get(Observe.REGISTER), response)).stream()
                .filter(holds)
                .findFirst();
        if (found.isPresent()) return found.get();
      }
      if (client.next() instanceof Event.Responded responded) notifications.add(responded);
    }
  }

  boolean isTaken(SignalResponse response) {
    return response.code() == ResponseCode.CREATED || response.code() == ResponseCode.CHANGED;
  }

  @Override
  public void close() {
    client.close();
  }
}
