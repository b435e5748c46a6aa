// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.acl;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static dev.tocsin.dots.wire.control.ActivationType.ACTIVATE_WHEN_MITIGATING;
import static dev.tocsin.dots.wire.control.ActivationType.DEACTIVATE;
import static dev.tocsin.dots.wire.control.ActivationType.IMMEDIATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.data.DataSettings;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// RFC 9132 §4.4.1.3, conflict cause 2: an accept list lets an attack get past a mitigation.
class AcceptListTest {

  private static final String HOST = "192.0.2.1/32";
  private static final String NET = "192.0.2.0/25";
  private static final AclRef OPEN = new AclRef("open", "ipv4-acl-type");
  private static final long FLOOD = DataSettings.DEFAULT.acceptedFloodPackets() * 10;

  private Ladder ladder = new Ladder(Ladder.domain());
  private SessionId alice = ladder.open("alice");

  AcceptListTest() {
    ladder.register("alice", "a");
    ladder.register("bob", "b");
  }

  @Test
  void isToldWithTheRequestWhoseTargetItOpens() {
    ladder.acl("alice", "a", acl("open", IMMEDIATE, Actions.ACCEPT, HOST));

    var answer = ladder.put(alice, "a", 1, NET);

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertConflict(statuses(answer).getFirst().conflict(), OPEN);
    assertConflict(conflict(), OPEN);
  }

  @Test
  void countsWhenTheMitigationItselfActivatesIt() {
    ladder.acl("alice", "a", acl("open", ACTIVATE_WHEN_MITIGATING, Actions.ACCEPT, NET));

    assertConflict(statuses(ladder.put(alice, "a", 1, HOST)).getFirst().conflict(), OPEN);
  }

  @Test
  void isNoConflictElsewhereOrWhenItIsNotInForceOrNotAnAcceptList() {
    ladder.acl("alice", "a", acl("elsewhere", IMMEDIATE, Actions.ACCEPT, "192.0.2.128/25"));
    ladder.acl("alice", "a", acl("off", DEACTIVATE, Actions.ACCEPT, HOST));
    ladder.acl("alice", "a", acl("drop", IMMEDIATE, Actions.DROP, HOST));
    ladder.acl("alice", "a", partners("partners", IMMEDIATE));

    ladder.put(alice, "a", 1, HOST);

    assertThat(conflict()).isEmpty();
  }

  @Test
  void isToldToObserversWhenTheDataChannelMakesAndEndsIt() {
    ladder.put(alice, "a", 1, HOST);
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    ladder.acl("alice", "a", acl("open", IMMEDIATE, Actions.ACCEPT, NET));

    var told = ladder.notifications.get(observation);
    assertConflict(statuses(told.getLast()).getFirst().conflict(), OPEN);
    ladder.data("alice", new DataRequest.Delete(new DataTarget.Acl("a", "open")));
    assertThat(statuses(told.getLast()).getFirst().conflict()).isEmpty();
  }

  @Test
  void endsWhenTheSignalChannelDeactivatesTheList() {
    ladder.acl("alice", "a", acl("open", IMMEDIATE, Actions.ACCEPT, HOST));
    ladder.put(alice, "a", 1, HOST);

    var request = Ladder.request(Ladder.scope(HOST), 3600);
    var off = List.of(new AclControl("open", DEACTIVATE));
    ladder.ask(alice, new SignalRequest.Mitigate("a", 2, request, off));

    assertThat(ladder.status(alice, "a", 2).conflict()).isEmpty();
  }

  /// RFC 9133 §4.1: the server "concludes that some of the attack sources belong to" the list.
  @Test
  void isToldWhenAcceptedSourcesAreSeenToFlood() {
    ladder.acl("alice", "a", partners("partners", IMMEDIATE));
    ladder.put(alice, "a", 1, HOST);
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));
    measured("partners", 5_000_000);
    ladder.passSeconds(2);
    measured("partners", 5_000_100);
    assertThat(conflict()).isEmpty();

    ladder.passSeconds(2);
    measured("partners", 5_000_100 + 2 * FLOOD);

    var told = statuses(ladder.notifications.get(observation).getLast()).getFirst();
    assertConflict(told.conflict(), new AclRef("partners", "ipv4-acl-type"));
    assertThat(ladder.audits("accept-list")).hasSize(1);
    ladder.passSeconds(2);
    measured("partners", 5_000_200 + 2 * FLOOD);
    assertThat(conflict()).isEmpty();
  }

  @Test
  void ofAnotherClientIsToldWithoutItsName() {
    ladder.acl("bob", "b", acl("open", IMMEDIATE, Actions.ACCEPT, HOST));

    ladder.put(alice, "a", 1, HOST);

    assertConflict(conflict());
  }

  /// RFC 8783 §7.2: 409 for what conflicts with the filtering of another client of the domain.
  @Test
  void isRefusedWhileItWouldOpenWhatAnotherClientHasUnderMitigation() {
    ladder.put(alice, "a", 1, HOST);

    var refused = put("bob", "b", acl("open", IMMEDIATE, Actions.ACCEPT, NET));

    assertThat(refused).isInstanceOf(DataAnswer.Refused.class);
    assertThat(((DataAnswer.Refused) refused).status()).isEqualTo(409);
    assertThat(put("bob", "b", acl("open", DEACTIVATE, Actions.ACCEPT, NET)))
        .isInstanceOf(DataAnswer.Created.class);
    assertThat(conflict()).isEmpty();
  }

  @Test
  void isAcceptedWhereTheDomainKeepsWhatContradicts() {
    ladder = new Ladder(Ladder.domain(OnOverlap.KEEP_BOTH));
    alice = ladder.open("alice");
    ladder.register("bob", "b");
    ladder.put(alice, "a", 1, HOST);

    assertThat(put("bob", "b", acl("open", IMMEDIATE, Actions.ACCEPT, NET)))
        .isInstanceOf(DataAnswer.Created.class);

    assertConflict(conflict());
  }

  private DataAnswer put(String fingerprint, String cuid, Acl acl) {
    var at = new DataTarget.Acl(cuid, acl.name());
    return ladder.data(
        fingerprint, new DataRequest.Replace(at, new DataBody.Acl(acl), Optional.empty()));
  }

  private Optional<ConflictInformation> conflict() {
    return ladder.status(alice, "a", 1).conflict();
  }

  private static void assertConflict(Optional<ConflictInformation> told, AclRef... acls) {
    assertThat(told).isPresent();
    assertThat(told.get().cause()).contains(ConflictCause.CONFLICT_WITH_ACCEPTLIST);
    assertThat(told.get().acls()).containsExactly(acls);
    assertThat(told.get().scope()).isEmpty();
  }

  private void measured(String list, long packets) {
    var event = new FilterEvent.Measured(Map.of("one", Statistics.of(packets, packets * 100)));
    ladder.handle(new ServerInput.FilterReported(new FilterKey("customer", "a", list), event));
  }

  private static Acl partners(String name, ActivationType type) {
    var networks =
        new Networks(Optional.of(Prefix.parse(HOST)), Optional.of(Prefix.parse("203.0.113.0/24")));
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    var ace = new Ace("one", new Matches(Optional.of(l3), Optional.empty()), Actions.ACCEPT);
    return new Acl(name, Optional.of(AclType.IPV4), type, OptionalInt.empty(), List.of(ace));
  }
}
