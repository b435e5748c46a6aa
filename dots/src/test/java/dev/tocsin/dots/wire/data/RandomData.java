// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.capability.MatchField;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Any values that the data channel can carry, from a seeded source.
public final class RandomData {

  private static final List<String> NAMES =
      List.of(
          "web", "a/b", "100%", "it's", "say \"hi\"", "both ' and \"", "ä,ö;ü", "名前", "a=b&c+d");

  private final RandomGenerator random;
  private final RandomMatches matches;

  public RandomData(RandomGenerator random) {
    this.random = random;
    this.matches = new RandomMatches(random);
  }

  public DataRequest request() {
    var cuid = cuid();
    return switch (random.nextInt(8)) {
      case 0 -> new DataRequest.Retrieve(target(cuid), oneOf(ContentFilter.values()));
      case 1 -> new DataRequest.Delete(new DataTarget.Alias(cuid, name()));
      case 2 ->
          new DataRequest.Create(
              new DataTarget.Root(), new DataBody.Client(client(cuid, false)), Optional.empty());
      case 3 ->
          new DataRequest.Create(
              new DataTarget.Client(cuid), new DataBody.Aliases(aliases(1)), Optional.empty());
      case 4 ->
          new DataRequest.Create(
              new DataTarget.Client(cuid), new DataBody.Acls(acls(1, false)), insert());
      case 5 -> {
        var acl = acl(name(), false);
        yield new DataRequest.Replace(
            new DataTarget.Acl(cuid, acl.name()), new DataBody.Acl(acl), insert());
      }
      case 6 -> {
        var ace = ace(0, Optional.empty(), false);
        yield new DataRequest.Replace(
            new DataTarget.Ace(cuid, name(), ace.name()), new DataBody.Ace(ace), insert());
      }
      default -> {
        var alias = alias(0, false);
        yield new DataRequest.Replace(
            new DataTarget.Alias(cuid, alias.name()), new DataBody.Alias(alias), Optional.empty());
      }
    };
  }

  private Optional<Insert> insert() {
    return switch (random.nextInt(5)) {
      case 0 -> Optional.of(new Insert.First());
      case 1 -> Optional.of(Insert.LAST);
      case 2 -> Optional.of(new Insert.Before(name()));
      case 3 -> Optional.of(new Insert.After(name()));
      default -> Optional.empty();
    };
  }

  public DataTarget target(String cuid) {
    return switch (random.nextInt(9)) {
      case 0 -> new DataTarget.Root();
      case 1 -> new DataTarget.Capabilities();
      case 2 -> new DataTarget.Client(cuid);
      case 3 -> new DataTarget.Aliases(cuid);
      case 4 -> new DataTarget.Alias(cuid, name());
      case 5 -> new DataTarget.Acls(cuid);
      case 6 -> new DataTarget.Acl(cuid, name());
      case 7 -> new DataTarget.Aces(cuid, name());
      default -> new DataTarget.Ace(cuid, name(), name());
    };
  }

  /// What a server answers about the target with `content=all`.
  public DataBody answer(DataTarget target) {
    return switch (target) {
      case DataTarget.Root _ ->
          new DataBody.Root(List.of(client(cuid(), true)), Optional.of(capabilities()));
      case DataTarget.Capabilities _ -> new DataBody.Capabilities(capabilities());
      case DataTarget.Client(var cuid) -> new DataBody.Client(client(cuid, true));
      case DataTarget.Aliases _ -> new DataBody.Aliases(aliases(0));
      case DataTarget.Alias(_, var name) ->
          new DataBody.Alias(new Alias(name, scope(), OptionalInt.of(random.nextInt())));
      case DataTarget.Acls _ -> new DataBody.Acls(acls(0, true));
      case DataTarget.Acl(_, var name) -> new DataBody.Acl(acl(name, true));
      case DataTarget.Aces _ -> new DataBody.Aces(list(0, i -> ace(i, Optional.empty(), true)));
      case DataTarget.Ace(_, _, var name) -> {
        var ace = ace(0, Optional.empty(), true);
        yield new DataBody.Ace(new Ace(name, ace.matches(), ace.actions(), ace.statistics()));
      }
    };
  }

  public DotsClient client(String cuid, boolean state) {
    return new DotsClient(
        cuid, maybe(() -> "7eeaf349529eb55ed50113"), list(0, i -> alias(i, state)), acls(0, state));
  }

  private List<Alias> aliases(int min) {
    return list(min, i -> alias(i, false));
  }

  private List<Acl> acls(int min, boolean state) {
    return list(min, i -> acl(name() + i, state));
  }

  private Alias alias(int index, boolean state) {
    var pending = state ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
    return new Alias(name() + index, scope(), pending);
  }

  private Scope scope() {
    return new Scope(
        list(1, i -> prefix(i)),
        list(0, i -> new PortRange(i, i + random.nextInt(65_536 - i))),
        list(0, i -> i * 50),
        list(0, i -> "host" + i + ".example.com"),
        list(0, i -> "https://www.example.com:8443/" + i + "?a=b"),
        List.of());
  }

  private Prefix prefix(int index) {
    return Prefix.parse(
        random.nextBoolean() ? "192.0." + index + ".0/24" : "2001:db8:" + index + "::/48");
  }

  public Acl acl(String name, boolean state) {
    Optional<AclType> type = maybe(() -> oneOf(AclType.values()));
    return new Acl(
        name,
        type,
        oneOf(ActivationType.values()),
        state ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
        list(0, i -> ace(i, type, state)));
  }

  private Ace ace(int index, Optional<AclType> type, boolean state) {
    var action =
        switch (random.nextInt(3)) {
          case 0 -> Actions.DROP;
          case 1 -> Actions.ACCEPT;
          default -> Actions.limited(BigDecimal.valueOf(random.nextLong(Long.MAX_VALUE), 2));
        };
    Matches any = matches.matches(type);
    return new Ace(name() + index, any, action, state ? statistics() : Statistics.UNKNOWN);
  }

  private Statistics statistics() {
    return new Statistics(counter(), counter());
  }

  private OptionalLong counter() {
    return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
  }

  public Capabilities capabilities() {
    return new Capabilities(
        some(AddressFamily.values()),
        some(ForwardingAction.values()),
        random.nextBoolean(),
        Set.copyOf(list(0, i -> i * 17)),
        some(MatchField.values()));
  }

  public String cuid() {
    return random.nextBoolean() ? "dz6pHjaADkaFTbjr0JGBpw" : "it's,100%=" + random.nextInt(1000);
  }

  private String name() {
    return oneOf(NAMES.toArray(String[]::new));
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> Set<T> some(T[] values) {
    return Stream.of(values).filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> list(int min, IntFunction<T> entry) {
    return IntStream.range(0, min + random.nextInt(4)).mapToObj(entry).toList();
  }
}
