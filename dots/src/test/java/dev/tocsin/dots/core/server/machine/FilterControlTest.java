// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.acl;
import static dev.tocsin.dots.core.server.machine.Ladder.preconfigured;
import static dev.tocsin.dots.core.server.machine.Ladder.reason;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static dev.tocsin.dots.wire.control.ActivationType.DEACTIVATE;
import static dev.tocsin.dots.wire.control.ActivationType.IMMEDIATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.data.DataChange;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Actions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// RFC 9133: lists of the data channel, activated and deactivated over the signal channel.
class FilterControlTest {

  private static final String HOST = "192.0.2.1/32";
  private static final MitigationRequest REQUEST = request(scope(HOST), 3600);
  private static final AclControl ON = new AclControl("list", IMMEDIATE);
  private static final AclControl OFF = new AclControl("list", DEACTIVATE);

  private final Ladder ladder = new Ladder(Ladder.domain(OnOverlap.REFUSE_NEWER));
  private final SessionId alice = ladder.open("alice");

  FilterControlTest() {
    ladder.register("alice", "a");
    ladder.acl("alice", "a", acl("list", DEACTIVATE, Actions.DROP, HOST));
  }

  @Test
  void activatesAListAtOnceAndForGood() {
    ladder.put(alice, "a", 1, REQUEST);

    var answer = control(2, REQUEST, ON);

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.performed(ServerOutput.InstallFilter.class)).hasSize(1);
    ladder.delete(alice, "a", 2);
    ladder.passSeconds(600);
    assertThat(ladder.enforced).isEmpty();
    assertThat(kept()).isEqualTo(IMMEDIATE);
    assertThat(ladder.performed(ServerOutput.RemoveFilter.class)).isEmpty();
  }

  @Test
  void deactivatesAListAgain() {
    control(1, REQUEST, ON);

    control(2, REQUEST, OFF);

    assertThat(kept()).isEqualTo(DEACTIVATE);
    assertThat(ladder.performed(ServerOutput.RemoveFilter.class)).hasSize(1);
  }

  @Test
  void refreshesTheListAsTheDataChannelDoes() {
    var before = expires();
    ladder.passSeconds(1000);

    control(1, REQUEST, ON);

    assertThat(expires()).isEqualTo(before.plus(Duration.ofSeconds(1000)));
  }

  @Test
  void answers404ForAListThatTheClientHasNotCreated() {
    var answer = control(1, REQUEST, ON, new AclControl("other", IMMEDIATE));

    assertThat(answer.code()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(reason(answer)).isEqualTo("acl-name 'other' is not known");
    assertThat(kept()).isEqualTo(DEACTIVATE);
    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void answers400InIdleTime() {
    var answer = control(1, preconfigured(scope(HOST), 3600), ON);

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(reason(answer)).contains("no mitigation of this client is active");
    assertThat(kept()).isEqualTo(DEACTIVATE);
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void needsANewMidButTakesTheSameMessageTwice() {
    ladder.put(alice, "a", 1, REQUEST);
    assertThat(reason(control(1, REQUEST, ON))).contains("acl-list needs a new mid");
    control(2, REQUEST, ON);

    var again = control(2, REQUEST, ON);

    assertThat(again.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(kept()).isEqualTo(IMMEDIATE);
  }

  @Test
  void tellsTheFailedUpdateWhenTheDiskFails() {
    ladder.put(alice, "a", 1, REQUEST);
    ladder.diskFails = true;

    var answer = control(2, REQUEST, ON);

    ladder.diskFails = false;
    assertThat(answer.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(answer.maxAge()).isPresent();
    assertThat(statuses(answer).getFirst().mid()).hasValue(2);
    assertThat(statuses(answer).getFirst().acls()).containsExactly(ON);
    assertThat(ladder.enforced).containsOnlyKeys(Ladder.key("a", 1));
    assertThat(control(3, REQUEST, ON).code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void tellsTheFailedUpdateWhenAListWouldOpposeAnotherClients() {
    ladder.register("bob", "b");
    ladder.acl("bob", "b", acl("bobs", IMMEDIATE, Actions.ACCEPT, HOST));

    var answer = control(1, REQUEST, ON);

    assertThat(answer.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(statuses(answer).getFirst().acls()).containsExactly(ON);
    assertThat(kept()).isEqualTo(DEACTIVATE);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.put(alice, "a", 2, REQUEST).code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void tellsObserversWhatTheDataChannelChangesWhileAMitigationIsActive() {
    ladder.put(alice, "a", 1, REQUEST);
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.acl("alice", "a", acl("list", IMMEDIATE, Actions.DROP, HOST));

    var told = ladder.notifications.get(observation);
    assertThat(statuses(told.getLast()).getFirst().acls()).containsExactly(ON);
    assertThat(ladder.status(alice, "a", 1).acls()).containsExactly(ON);
    control(2, REQUEST, OFF);
    assertThat(ladder.status(alice, "a", 2).acls()).isEmpty();
  }

  @Test
  void tellsNothingOfWhatChangesInIdleTime() {
    ladder.acl("alice", "a", acl("list", IMMEDIATE, Actions.DROP, HOST));

    ladder.put(alice, "a", 1, REQUEST);

    assertThat(ladder.status(alice, "a", 1).acls()).isEmpty();
  }

  private SignalResponse control(long mid, MitigationRequest request, AclControl... acls) {
    return ladder.ask(alice, new SignalRequest.Mitigate("a", mid, request, List.of(acls)));
  }

  private ActivationType kept() {
    return list().acl().activation();
  }

  private Instant expires() {
    return list().expires();
  }

  private DataChange.PutAcl list() {
    return ladder.kept.all().stream()
        .filter(DataChange.PutAcl.class::isInstance)
        .map(DataChange.PutAcl.class::cast)
        .filter(put -> put.cuid().equals("a"))
        .findFirst()
        .orElseThrow();
  }
}
