// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.server.data.rules.Filtering;
import dev.tocsin.dots.core.server.scope.Ownership;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.MatchField;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataChannelTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final DataDomain DOMAIN =
      new DataDomain(
          "customer",
          new Ownership(List.of(Prefix.parse("198.51.100.0/24")), List.of("example.com")),
          List.of("edge"),
          DataDomain.Mitigated.NOTHING,
          false);
  private static final DataTarget.Client CLIENT = new DataTarget.Client("cuid-1");
  private static final DataTarget.Acls ACLS = new DataTarget.Acls("cuid-1");

  private final DataWorld world = new DataWorld();
  private DataChannel channel = new DataChannel(DataSettings.DEFAULT);
  private Instant now = START;

  private DataAnswer as(String owner, DataRequest request) {
    return channel.handle(new Asker(DOMAIN, owner, _ -> false), request, now, world);
  }

  private DataAnswer ask(DataRequest request) {
    return as("owner-1", request);
  }

  private DataAnswer create(DataTarget target, DataBody body) {
    return ask(new DataRequest.Create(target, body, Optional.empty()));
  }

  private DataAnswer replace(DataTarget target, DataBody body) {
    return ask(new DataRequest.Replace(target, body, Optional.empty()));
  }

  private DataAnswer register(String owner, String cuid) {
    var body = new DataBody.Client(new DotsClient(cuid));
    return as(owner, new DataRequest.Create(new DataTarget.Root(), body, Optional.empty()));
  }

  private DataBody get(DataTarget target) {
    var answer = ask(new DataRequest.Retrieve(target, ContentFilter.ALL));
    assertThat(answer).isInstanceOf(DataAnswer.Content.class);
    return ((DataAnswer.Content) answer).body();
  }

  private static void assertRefused(DataAnswer answer, int status, String tag, String path) {
    assertThat(answer).isInstanceOf(DataAnswer.Refused.class);
    var error = ((DataAnswer.Refused) answer).errors().getFirst();
    assertThat(answer.status()).as(error.message()).isEqualTo(status);
    assertThat(error.tag()).isEqualTo(tag);
    assertThat(error.path().orElse("")).endsWith(path);
  }

  private static Alias alias(String name, String prefix) {
    return new Alias(name, Scope.of(Prefix.parse(prefix)));
  }

  private static Ace ace(String name, String source, Actions actions) {
    var networks =
        new Networks(
            Optional.of(Prefix.parse("198.51.100.0/24")), Optional.of(Prefix.parse(source)));
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    return new Ace(name, new Matches(Optional.of(l3), Optional.empty()), actions);
  }

  private static Acl acl(String name, ActivationType activation, Ace... aces) {
    return new Acl(name, Optional.of(AclType.IPV4), activation, OptionalInt.empty(), List.of(aces));
  }

  private static Acl drops(String name) {
    return acl(name, ActivationType.IMMEDIATE, ace("one", "192.0.2.0/24", Actions.DROP));
  }

  private List<String> order() {
    return ((DataBody.Acls) get(ACLS)).acls().stream().map(Acl::name).toList();
  }

  /// As after a restart: everything from disk.
  private void restart() {
    channel = new DataChannel(DataSettings.DEFAULT);
    world.disk.values().stream()
        .sorted((one, other) -> one.key().kind().compareTo(other.key().kind()))
        .forEach(channel::restore);
    world.installed.clear();
    channel.installAll(DOMAIN, world);
  }

  @Test
  void registersAClientOnce() {
    assertThat(register("owner-1", "cuid-1")).isEqualTo(new DataAnswer.Created(CLIENT));
    assertRefused(
        register("owner-1", "cuid-1"), 409, "resource-denied", "dots-client[cuid='cuid-1']");
    assertRefused(
        register("owner-2", "cuid-1"), 409, "resource-denied", "dots-client[cuid='cuid-1']");
  }

  @Test
  void refusesACuidThatAnotherIdentityUsesOnTheSignalChannel() {
    var asker = new Asker(DOMAIN, "owner-1", "cuid-1"::equals);
    var body = new DataBody.Client(new DotsClient("cuid-1"));
    var request = new DataRequest.Create(new DataTarget.Root(), body, Optional.empty());

    assertRefused(channel.handle(asker, request, now, world), 409, "resource-denied", "");
    assertThat(world.disk).isEmpty();
  }

  @Test
  void keepsNothingForAClientThatIsNotRegistered() {
    var answer = create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));

    assertRefused(answer, 404, "invalid-value", "dots-client[cuid='cuid-1']");
  }

  @Test
  void showsNobodyWhatBelongsToAnother() {
    register("owner-1", "cuid-1");

    assertThat(as("owner-2", new DataRequest.Retrieve(CLIENT, ContentFilter.ALL)).status())
        .isEqualTo(404);
    assertThat(as("owner-2", new DataRequest.Delete(CLIENT)).status()).isEqualTo(404);
    var root = as("owner-2", new DataRequest.Retrieve(new DataTarget.Root(), ContentFilter.ALL));
    assertThat(((DataBody.Root) ((DataAnswer.Content) root).body()).clients()).isEmpty();
  }

  @Test
  void createsRefreshesAndDeletesAliases() {
    register("owner-1", "cuid-1");
    var target = new DataTarget.Alias("cuid-1", "web");

    assertThat(create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32")))))
        .isEqualTo(new DataAnswer.Created(target));
    assertRefused(
        create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.2/32")))),
        409,
        "resource-denied",
        "aliases/alias[name='web']");
    now = now.plus(Duration.ofDays(3));
    var told = (DataBody.Alias) get(target);
    assertThat(told.alias().pendingLifetimeMinutes()).hasValue(4 * 24 * 60);
    assertThat(replace(target, new DataBody.Alias(alias("web", "198.51.100.2/32"))))
        .isEqualTo(DataAnswer.NO_CONTENT);
    assertThat(channel.alias("customer", "cuid-1", "web"))
        .contains(Scope.of(Prefix.parse("198.51.100.2/32")));
    assertThat(ask(new DataRequest.Delete(target)).status()).isEqualTo(204);
    assertThat(ask(new DataRequest.Delete(target)).status()).isEqualTo(404);
  }

  @Test
  void createsAllAliasesOfARequestOrNone() {
    register("owner-1", "cuid-1");

    var answer =
        create(
            CLIENT,
            new DataBody.Aliases(
                List.of(alias("mine", "198.51.100.1/32"), alias("yours", "203.0.113.1/32"))));

    assertRefused(
        answer, 400, "invalid-value", "alias[name='yours']/target-prefix[.='203.0.113.1/32']");
    assertThat(channel.alias("customer", "cuid-1", "mine")).isEmpty();
    assertThat(world.disk).hasSize(1);
  }

  @Test
  void forgetsWhatWasNotRefreshedForAWeek() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));
    now = now.plus(Duration.ofDays(6));
    replace(new DataTarget.Acl("cuid-1", "bad"), new DataBody.Acl(drops("bad")));

    // when
    now = channel.deadline();
    channel.tick(now, world);

    // then
    assertThat(now).isEqualTo(START.plus(Duration.ofDays(7)));
    assertThat(channel.alias("customer", "cuid-1", "web")).isEmpty();
    assertThat(world.installed).hasSize(1);
    channel.tick(channel.deadline(), world);
    assertThat(world.installed).isEmpty();
    assertThat(world.disk).hasSize(1);
  }

  @Test
  void refusesListsAboutOthersAddressesAndFieldsItCannotMatch() {
    register("owner-1", "cuid-1");
    var networks = new Networks(Optional.of(Prefix.parse("203.0.113.0/24")), Optional.empty());
    var foreign = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    var dscp =
        new L3.Ipv4(
            new IpFields(
                OptionalInt.of(1),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty()),
            Ipv4Fields.ANY,
            Networks.ANY,
            Optional.empty());

    for (var l3 : List.of(foreign, dscp)) {
      var entry = new Ace("one", new Matches(Optional.of(l3), Optional.empty()), Actions.DROP);
      var answer =
          create(CLIENT, new DataBody.Acls(List.of(acl("bad", ActivationType.IMMEDIATE, entry))));

      assertRefused(
          answer,
          400,
          "invalid-value",
          "acl[name='bad']/aces/ace[name='one']/matches/ipv4/"
              + (l3 == foreign ? "destination-ipv4-network" : "dscp"));
    }
    assertThat(world.installed).isEmpty();
  }

  @Test
  void installsAListAtOnceOrWithTheFirstMitigationOrNever() {
    register("owner-1", "cuid-1");
    var entry = ace("one", "192.0.2.0/24", Actions.DROP);
    create(
        CLIENT,
        new DataBody.Acls(
            List.of(
                acl("now", ActivationType.IMMEDIATE, entry),
                acl("then", ActivationType.ACTIVATE_WHEN_MITIGATING, entry),
                acl("off", ActivationType.DEACTIVATE, entry))));
    assertThat(world.installed.keySet()).extracting(FilterKey::acl).containsExactly("now");

    channel.mitigating(DOMAIN, "cuid-1", true, world);
    assertThat(world.installed.keySet()).extracting(FilterKey::acl).containsExactly("now", "then");

    channel.mitigating(DOMAIN, "cuid-1", false, world);
    assertThat(world.installed.keySet()).extracting(FilterKey::acl).containsExactly("now");

    channel.activate(DOMAIN, "cuid-1", new AclControl("off", ActivationType.IMMEDIATE), now, world);
    assertThat(world.installed.keySet()).extracting(FilterKey::acl).containsExactly("now", "off");
  }

  @Test
  void placesListsAndEntriesWhereTheyAreAskedFor() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Acls(List.of(drops("b"), drops("d"))));

    ask(
        new DataRequest.Create(
            ACLS, new DataBody.Acl(drops("a")), Optional.of(new Insert.First())));
    ask(
        new DataRequest.Create(
            ACLS, new DataBody.Acl(drops("c")), Optional.of(new Insert.After("b"))));
    ask(new DataRequest.Create(ACLS, new DataBody.Acl(drops("e")), Optional.empty()));
    assertThat(order()).containsExactly("a", "b", "c", "d", "e");

    var moved =
        new DataRequest.Replace(
            new DataTarget.Acl("cuid-1", "e"),
            new DataBody.Acl(drops("e")),
            Optional.of(new Insert.Before("b")));
    assertThat(ask(moved).status()).isEqualTo(204);
    assertThat(order()).containsExactly("a", "e", "b", "c", "d");
    assertThat(replace(new DataTarget.Acl("cuid-1", "b"), new DataBody.Acl(drops("b"))).status())
        .isEqualTo(204);
    assertThat(order()).containsExactly("a", "e", "b", "c", "d");

    var nowhere =
        new DataRequest.Create(
            ACLS, new DataBody.Acl(drops("f")), Optional.of(new Insert.After("z")));
    assertRefused(ask(nowhere), 400, "invalid-value", "acls");
  }

  @Test
  void findsRoomHoweverOftenItIsInsertedAtOnePlace() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Acls(List.of(drops("first"), drops("last"))));

    for (int i = 0; i < 100; i++) {
      ask(
          new DataRequest.Create(
              ACLS, new DataBody.Acl(drops("n" + i)), Optional.of(new Insert.After("first"))));
    }

    assertThat(order()).startsWith("first", "n99", "n98").endsWith("n1", "n0", "last").hasSize(102);
    var ranks = world.installed.values().stream().map(FilterOrder::rank).distinct();
    assertThat(ranks).hasSize(102);
    restart();
    assertThat(order()).startsWith("first", "n99", "n98").endsWith("n1", "n0", "last").hasSize(102);
  }

  @Test
  void changesSingleEntries() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));
    var aces = new DataTarget.Aces("cuid-1", "bad");
    var two = ace("two", "192.0.3.0/24", Actions.DROP);

    var created =
        ask(new DataRequest.Create(aces, new DataBody.Ace(two), Optional.of(new Insert.First())));

    assertThat(created)
        .isEqualTo(new DataAnswer.Created(new DataTarget.Ace("cuid-1", "bad", "two")));
    assertThat(((DataBody.Aces) get(aces)).aces())
        .extracting(Ace::name)
        .containsExactly("two", "one");
    assertRefused(create(aces, new DataBody.Ace(two)), 409, "resource-denied", "ace[name='two']");
    assertThat(ask(new DataRequest.Delete(new DataTarget.Ace("cuid-1", "bad", "one"))).status())
        .isEqualTo(204);
    var installed = world.installed.values().iterator().next().acl();
    assertThat(installed.aces()).extracting(Ace::name).containsExactly("two");
  }

  @Test
  void refusesTheOppositeOfWhatAnotherClientHas() {
    register("owner-1", "cuid-1");
    register("owner-2", "cuid-2");
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));
    var accepts = acl("good", ActivationType.IMMEDIATE, ace("one", "192.0.2.0/24", Actions.ACCEPT));
    var also = acl("same", ActivationType.IMMEDIATE, ace("one", "192.0.2.0/24", Actions.DROP));
    var other = new DataTarget.Client("cuid-2");

    var opposite =
        as(
            "owner-2",
            new DataRequest.Create(other, new DataBody.Acls(List.of(accepts)), Optional.empty()));
    var agreeing =
        as(
            "owner-2",
            new DataRequest.Create(other, new DataBody.Acls(List.of(also)), Optional.empty()));

    assertRefused(opposite, 409, "resource-denied", "acl[name='good']/aces/ace[name='one']");
    assertThat(agreeing.status()).isEqualTo(201);
    ask(new DataRequest.Delete(new DataTarget.Acl("cuid-1", "bad")));
    as("owner-2", new DataRequest.Delete(new DataTarget.Acl("cuid-2", "same")));
    assertThat(create(CLIENT, new DataBody.Acls(List.of(accepts))).status()).isEqualTo(201);
  }

  @Test
  void takesEverythingWithAClientThatLeaves() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));

    assertThat(ask(new DataRequest.Delete(CLIENT)).status()).isEqualTo(204);

    assertThat(world.disk).isEmpty();
    assertThat(world.installed).isEmpty();
    assertThat(channel.deadline()).isEqualTo(Instant.MAX);
  }

  @Test
  void registeringOnceMoreLosesNothing() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));

    var again = replace(CLIENT, new DataBody.Client(new DotsClient("cuid-1")));

    assertThat(again).isEqualTo(DataAnswer.NO_CONTENT);
    assertThat(channel.alias("customer", "cuid-1", "web")).isPresent();
  }

  @Test
  void tellsWhatWasMeasured() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));

    channel.measured(
        new FilterKey("customer", "cuid-1", "bad"),
        Map.of("one", Statistics.of(7, 700)),
        now,
        world);

    var told = (DataBody.Acl) get(new DataTarget.Acl("cuid-1", "bad"));
    assertThat(told.acl().aces().getFirst().statistics()).isEqualTo(Statistics.of(7, 700));
  }

  @Test
  void knowsEverythingAgainAfterARestart() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));
    var before = get(CLIENT);

    restart();

    assertThat(get(CLIENT)).isEqualTo(before);
    assertThat(world.installed).hasSize(1);
    assertThat(channel.deadline()).isEqualTo(START.plus(Duration.ofDays(7)));
  }

  @Test
  void isAsBeforeWhenACommitFails() {
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));
    create(CLIENT, new DataBody.Acls(List.of(drops("bad"))));
    var before = get(CLIENT);
    world.undo.clear();

    // when
    ask(new DataRequest.Delete(CLIENT));
    List.copyOf(world.undo).forEach(channel::restore);

    // then
    assertThat(get(CLIENT)).isEqualTo(before);
  }

  @Test
  void boundsWhatADomainMayHave() {
    var limits = new DataSettings.Limits(1, 1, 1, 10, 1);
    channel =
        new DataChannel(
            new DataSettings(
                DataSettings.LIFETIME_MIN, limits, 1000, DataSettings.DEFAULT.filtering()));
    register("owner-1", "cuid-1");
    create(CLIENT, new DataBody.Aliases(List.of(alias("web", "198.51.100.1/32"))));

    assertRefused(register("owner-2", "cuid-2"), 409, "resource-denied", "");
    assertRefused(
        create(CLIENT, new DataBody.Aliases(List.of(alias("mail", "198.51.100.2/32")))),
        409,
        "resource-denied",
        "aliases");
    var two =
        acl(
            "two",
            ActivationType.IMMEDIATE,
            ace("one", "192.0.2.0/24", Actions.DROP),
            ace("two", "192.0.3.0/24", Actions.DROP));
    assertRefused(
        create(CLIENT, new DataBody.Acls(List.of(two))), 409, "resource-denied", "acl[name='two']");
  }

  private static Acl acl(L3 l3) {
    var ace = new Ace("one", new Matches(Optional.of(l3), Optional.empty()), Actions.DROP);
    return new Acl(
        "bad", Optional.empty(), ActivationType.DEACTIVATE, OptionalInt.empty(), List.of(ace));
  }

  private static IpFields ip(OptionalInt dscp, OptionalInt ttl) {
    var any = OptionalInt.empty();
    return new IpFields(dscp, any, any, ttl, any);
  }

  private static final Networks HOST =
      new Networks(Optional.of(Prefix.parse("198.51.100.1/32")), Optional.empty());

  private static Acl dscp(OptionalInt ttl) {
    return acl(new L3.Ipv4(ip(OptionalInt.of(5), ttl), Ipv4Fields.ANY, HOST, Optional.empty()));
  }

  private static Capabilities and(MatchField... more) {
    var fields = EnumSet.copyOf(MatchField.MANDATORY);
    fields.addAll(List.of(more));
    var usual = Capabilities.mandatory();
    return new Capabilities(
        Set.of(AddressFamily.IPV4),
        usual.forwardingActions(),
        false,
        usual.transportProtocols(),
        fields);
  }

  private DataChannel filteringBy(Map<String, Capabilities> known) {
    return new DataChannel(
        DataSettings.DEFAULT.filteringBy(new Filtering(known, Optional.empty())));
  }

  @Test
  void tellsWhatTheMitigatorsOfTheDomainCan() {
    channel = filteringBy(Map.of("edge", and(MatchField.IPV4_DSCP), "others", and()));
    register("owner-1", "cuid-1");
    var told = (DataBody.Capabilities) get(new DataTarget.Capabilities());

    assertThat(told.capabilities()).isEqualTo(and(MatchField.IPV4_DSCP));
    assertThat(
            replace(
                new DataTarget.Acl("cuid-1", "bad"), new DataBody.Acl(dscp(OptionalInt.empty()))))
        .isInstanceOf(DataAnswer.Created.class);
    assertRefused(
        replace(new DataTarget.Acl("cuid-1", "bad"), new DataBody.Acl(dscp(OptionalInt.of(9)))),
        400,
        "invalid-value",
        "ace[name='one']/matches/ipv4/ttl");
  }

  @Test
  void needsOneMitigatorThatCanDoAllOfAList() {
    var domain = domain("edge", "core");
    channel =
        filteringBy(Map.of("edge", and(MatchField.IPV4_DSCP), "core", and(MatchField.IPV4_TTL)));
    register("owner-1", "cuid-1");
    var target = new DataTarget.Acl("cuid-1", "bad");
    var both =
        new DataRequest.Replace(
            target, new DataBody.Acl(dscp(OptionalInt.of(9))), Optional.empty());
    var asker = new Asker(domain, "owner-1", _ -> false);

    assertRefused(
        channel.handle(asker, both, now, world), 400, "invalid-value", "matches/ipv4/ttl");

    var one =
        new DataRequest.Replace(
            target, new DataBody.Acl(dscp(OptionalInt.empty())), Optional.empty());
    assertThat(channel.handle(asker, one, now, world)).isInstanceOf(DataAnswer.Created.class);
  }

  @Test
  void takesNoListWhereNobodyCanFilter() {
    channel = filteringBy(Map.of());
    register("owner-1", "cuid-1");
    assertThat(((DataBody.Capabilities) get(new DataTarget.Capabilities())).capabilities())
        .isEqualTo(Capabilities.NONE);
    assertRefused(
        replace(new DataTarget.Acl("cuid-1", "bad"), new DataBody.Acl(dscp(OptionalInt.empty()))),
        400,
        "invalid-value",
        "matches/ipv4/dscp");
  }

  private static DataDomain domain(String... mitigators) {
    return new DataDomain(
        DOMAIN.name(), DOMAIN.ownership(), List.of(mitigators), DOMAIN.mitigated(), false);
  }
}
