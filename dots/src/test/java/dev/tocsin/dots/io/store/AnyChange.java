// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.data.DataChange;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.RandomData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Random changes of every kind.
final class AnyChange {

  private final Random random;

  AnyChange(Random random) {
    this.random = random;
  }

  Change ofServer() {
    return switch (random.nextInt(12)) {
      case 7, 8 -> new Change.Data(ofData());
      case 11 -> new Change.RemoveClient(domain(), cuid());
      case 9 -> new Change.RemoveDomain(domain());
      case 10 -> new Change.PutDomain(new AnyCustomer(random).named(domain()));
      case 0 -> new Change.RemoveMitigation(key());
      case 1 -> new Change.BindClient(domain(), cuid(), text(), number());
      case 2 -> new Change.PutConfig(domain(), owner(), config());
      case 3 -> new Change.RemoveConfig(domain(), owner());
      default -> new Change.PutMitigation(mitigation());
    };
  }

  private DataChange ofData() {
    var data = new RandomData(random);
    var client = data.client(cuid(), false);
    var expires = Instant.ofEpochSecond(random.nextInt());
    return switch (random.nextInt(8)) {
      case 0 -> new DataChange.RemoveClient(domain(), cuid());
      case 1 -> new DataChange.RemoveAlias(domain(), cuid(), "web");
      case 2 -> new DataChange.RemoveAcl(domain(), cuid(), "web");
      case 3, 4 -> {
        if (client.aliases().isEmpty()) yield ofData();
        yield new DataChange.PutAlias(domain(), cuid(), client.aliases().getFirst(), expires);
      }
      case 5, 6 ->
          new DataChange.PutAcl(domain(), cuid(), number(), data.acl("web", false), expires);
      default -> new DataChange.PutClient(domain(), cuid(), owner(), optional(this::text));
    };
  }

  ClientChange ofClient() {
    return switch (random.nextInt(7)) {
      case 0 -> new ClientChange.RemoveWanted(domain());
      case 1 -> new ClientChange.PutWithdrawn(random.nextInt(5), number());
      case 2 -> new ClientChange.RemoveWithdrawn(random.nextInt(5));
      case 3 -> new ClientChange.PutNextMid(number());
      case 4 -> new ClientChange.PutCuid(random.nextInt(3), text());
      default -> new ClientChange.PutWanted(domain(), request(), list(this::number));
    };
  }

  Mitigation mitigation() {
    return new Mitigation(
        key(),
        text(),
        request(),
        number(),
        MitigationState.values()[random.nextInt(MitigationState.values().length)],
        instant(),
        optional(this::instant),
        optional(this::instant),
        optional(this::instant),
        Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)),
        new Means(list(this::text), list(this::resolvedName), list(this::alias)),
        consent(),
        text());
  }

  private Consent consent() {
    return switch (random.nextInt(4)) {
      case 0 -> new Consent.Awaited(instant(), text());
      case 1 -> new Consent.Given(text(), instant());
      default -> new Consent.NotNeeded();
    };
  }

  private Means.ResolvedName resolvedName() {
    var addresses = Stream.generate(this::prefix).limit(1 + random.nextInt(3)).toList();
    return new Means.ResolvedName(text(), addresses);
  }

  private Alias alias() {
    var target =
        new Scope(
            List.of(prefix()),
            list(this::ports),
            list(() -> random.nextInt(256)),
            list(this::text),
            list(this::text),
            List.of());
    return new Alias(text(), target);
  }

  private MitigationKey key() {
    return new MitigationKey(domain(), cuid(), random.nextInt(4));
  }

  private MitigationRequest request() {
    var scope =
        new Scope(
            list(this::prefix),
            list(this::ports),
            list(() -> random.nextInt(256)),
            list(this::text),
            list(this::text),
            list(this::text));
    long lifetime = random.nextBoolean() ? -1 : 1 + random.nextInt(Integer.MAX_VALUE - 1);
    return new MitigationRequest(
        scope,
        lifetime,
        random.nextBoolean(),
        optional(() -> AttackStatus.values()[random.nextInt(2)]));
  }

  private Prefix prefix() {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    int length = random.nextInt(8 * address.length + 1);
    for (int bit = 0; bit < length; bit++) {
      if (random.nextBoolean()) address[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return Prefix.of(address, length);
  }

  private PortRange ports() {
    int lower = random.nextInt(65_536);
    return new PortRange(lower, lower + random.nextInt(65_536 - lower));
  }

  private SessionConfig config() {
    return new SessionConfig(optionalNumber(), parameters(), parameters());
  }

  private ParameterSet parameters() {
    return new ParameterSet(
        parameter(), parameter(), parameter(), parameter(), parameter(), parameter());
  }

  private Parameter parameter() {
    return new Parameter(optionalNumber(), optionalNumber(), optionalNumber());
  }

  private Instant instant() {
    return switch (random.nextInt(20)) {
      case 0 -> Instant.MIN;
      case 1 -> Instant.MAX;
      case 2 -> Instant.EPOCH;
      default ->
          Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    };
  }

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextLong(1L << 32);
      default -> random.nextInt(100);
    };
  }

  private String domain() {
    return "domain-" + random.nextInt(3);
  }

  private String cuid() {
    return "cuid-" + random.nextInt(3);
  }

  private String owner() {
    return "owner-" + random.nextInt(3);
  }

  private String text() {
    int length = random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(40);
    return random
        .ints(length, 0x20, random.nextInt(5) == 0 ? 0x2FFF : 0x7F)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private OptionalLong optionalNumber() {
    return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(number());
  }

  private <T> Optional<T> optional(Supplier<T> value) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(value.get());
  }

  private <T> List<T> list(Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(4)).toList();
  }
}
