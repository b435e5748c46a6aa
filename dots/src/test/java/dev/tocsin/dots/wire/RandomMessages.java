// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.SignalRequest.Configure;
import dev.tocsin.dots.wire.SignalRequest.Heartbeat;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalRequest.ResetConfig;
import dev.tocsin.dots.wire.SignalRequest.Retrieve;
import dev.tocsin.dots.wire.SignalRequest.RetrieveConfig;
import dev.tocsin.dots.wire.SignalRequest.UpdateEfficacy;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Valid messages of every kind, drawn from a seeded source: each has a form in CBOR that reads
/// back as the same value.
public final class RandomMessages {

  private static final long UINT32 = 1L << 32;

  private final RandomGenerator random;

  public RandomMessages(RandomGenerator random) {
    this.random = random;
  }

  public SignalRequest request() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Mitigate(cuid(), uint32(), mitigationRequest(), acls());
      case 2 ->
          new UpdateEfficacy(
              cuid(),
              uint32(),
              targets(),
              maybeLong(this::lifetime),
              random.nextBoolean(),
              oneOf(AttackStatus.values()));
      case 3 ->
          new Retrieve(
              cuid(),
              maybeLong(this::uint32),
              oneOf(ContentFilter.values()),
              oneOf(Observe.values()));
      case 4 -> new Withdraw(cuid(), uint32());
      case 5 -> new RetrieveConfig(maybeLong(this::uint32), oneOf(Observe.values()));
      case 6 -> new Configure(uint32(), requestedConfig());
      default ->
          random.nextBoolean()
              ? new Heartbeat(random.nextBoolean())
              : new ResetConfig(maybeLong(this::uint32));
    };
  }

  public MitigationRequest mitigationRequest() {
    return new MitigationRequest(
        targets(), lifetime(), random.nextBoolean(), maybe(() -> oneOf(AttackStatus.values())));
  }

  /// A scope that names at least one target.
  public Scope targets() {
    var scope = scope();
    return scope.hasTarget() ? scope : Scope.of(prefix());
  }

  public Scope scope() {
    return new Scope(
        list(this::prefix),
        list(this::portRange),
        list(() -> random.nextInt(256)),
        list(this::fqdn),
        list(() -> "https://" + fqdn() + ":" + random.nextInt(65_536) + "/" + word()),
        list(this::word));
  }

  public Prefix prefix() {
    if (random.nextBoolean()) {
      int length = random.nextInt(9, 33);
      int address = (random.nextInt(1, 100) << 24 | random.nextInt(1 << 24)) & -1 << 32 - length;
      return Prefix.parse(
          "%d.%d.%d.%d/%d"
              .formatted(
                  address >>> 24,
                  address >>> 16 & 255,
                  address >>> 8 & 255,
                  address & 255,
                  length));
    }
    return random.nextBoolean()
        ? Prefix.parse("2001:db8:%x::/48".formatted(random.nextInt(65_536)))
        : Prefix.parse("2001:db8::%x/128".formatted(random.nextInt(65_536)));
  }

  /// An answer that fits what was asked.
  public SignalResponse response(SignalRequest asked) {
    if (random.nextInt(4) == 0) return failure();
    var body =
        switch (asked) {
          case Mitigate _, UpdateEfficacy _, Retrieve _ ->
              new SignalResponse.Body.Mitigations(list(this::status));
          case RetrieveConfig _, Configure _ -> new SignalResponse.Body.Configuration(config());
          case Withdraw _, ResetConfig _, Heartbeat _ -> new SignalResponse.Body.Empty();
        };
    return new SignalResponse(ResponseCode.CONTENT, body, maybeLong(this::uint32));
  }

  public MitigationStatus status() {
    return new MitigationStatus(
        maybeLong(this::uint32),
        maybe(this::targets),
        maybe(random::nextBoolean),
        maybeLong(this::lifetime),
        maybeLong(this::uint63),
        maybe(() -> oneOf(MitigationState.values())),
        maybe(this::conflict),
        new Counters(
            maybeLong(this::uint63),
            maybeLong(this::uint63),
            maybeLong(this::uint63),
            maybeLong(this::uint63)),
        acls());
  }

  private List<AclControl> acls() {
    return list(this::word).stream()
        .distinct()
        .map(name -> new AclControl(name, oneOf(ActivationType.values())))
        .toList();
  }

  public SessionConfig config() {
    return new SessionConfig(
        maybeLong(this::uint32),
        parameterSet(() -> Parameter.within(random.nextInt(9), uint16(), uint16())),
        parameterSet(() -> maybe(() -> Parameter.of(uint16())).orElse(Parameter.ABSENT)));
  }

  private SignalResponse failure() {
    return switch (random.nextInt(3)) {
      case 0 ->
          SignalResponse.of(
              ResponseCode.CONFLICT, new SignalResponse.Body.Mitigations(List.of(status())));
      case 1 ->
          new SignalResponse(
              ResponseCode.SERVICE_UNAVAILABLE,
              new SignalResponse.Body.Redirect(
                  fqdn(), list(() -> "2001:db8::" + random.nextInt(9999))),
              OptionalLong.of(uint32()));
      default -> SignalResponse.refusal(ResponseCode.BAD_REQUEST, "because of " + word() + " é");
    };
  }

  private ConflictInformation conflict() {
    return new ConflictInformation(
        maybe(() -> oneOf(ConflictStatus.values())),
        maybe(() -> oneOf(ConflictCause.values())),
        maybeLong(this::uint32),
        maybe(this::targets),
        maybeLong(this::uint32),
        list(() -> new AclRef(word(), "ipv4-acl-type")));
  }

  private SessionConfig requestedConfig() {
    var set = parameterSet(() -> Parameter.of(uint16()));
    return random.nextBoolean()
        ? new SessionConfig(OptionalLong.empty(), set, ParameterSet.ABSENT)
        : new SessionConfig(OptionalLong.empty(), set, parameterSet(() -> Parameter.of(uint16())));
  }

  private ParameterSet parameterSet(Supplier<Parameter> parameter) {
    return new ParameterSet(
        parameter.get(),
        parameter.get(),
        parameter.get(),
        parameter.get(),
        parameter.get(),
        parameter.get());
  }

  private PortRange portRange() {
    int lower = random.nextInt(65_536);
    return new PortRange(lower, random.nextInt(lower, 65_536));
  }

  private String cuid() {
    return word() + "-" + uint32();
  }

  private String fqdn() {
    return word() + "." + word() + ".example";
  }

  private String word() {
    var word = new StringBuilder();
    int length = random.nextInt(1, 30);
    for (int i = 0; i < length; i++) word.append((char) ('a' + random.nextInt(26)));
    return word.toString();
  }

  private long lifetime() {
    return random.nextInt(8) == 0 ? MitigationRequest.INDEFINITE : random.nextLong(1, UINT32);
  }

  private long uint16() {
    return random.nextInt(65_536);
  }

  private long uint32() {
    return random.nextLong() >>> random.nextInt(32, 64);
  }

  private long uint63() {
    return random.nextLong() >>> random.nextInt(1, 64);
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> list(Supplier<T> element) {
    int size = random.nextInt(4);
    var list = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) list.add(element.get());
    return list;
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private OptionalLong maybeLong(Supplier<Long> value) {
    return random.nextBoolean() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
