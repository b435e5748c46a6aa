// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Bare;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Redirect;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Random customers with everything that one may have.
public final class AnyCustomer {

  private final Random random;

  public AnyCustomer(Random random) {
    this.random = random;
  }

  public Customer named(String name) {
    return new Customer(
        domain(name),
        random.nextBoolean()
            ? new Customer.Origin.Managed()
            : new Customer.Origin.Configuration("server.yaml:" + random.nextInt(999)),
        1 + random.nextInt(1_000),
        list(() -> new Customer.SealedSecret(word(), word())));
  }

  public Domain domain(String name) {
    return new Domain(
        name,
        list(this::credential),
        list(this::prefix),
        list(() -> word() + ".example"),
        list(this::choice),
        new Domain.Limits(
            1 + random.nextInt(10_000) / 4.0, 1 + random.nextInt(99), 1 + random.nextInt(99)),
        policy());
  }

  private Credential credential() {
    return switch (random.nextInt(3)) {
      case 0 -> new Credential.CertificateName(word() + ".example");
      case 1 -> new Credential.KeyFingerprint("A".repeat(40) + (100 + random.nextInt(900)));
      default -> new Credential.PskIdentity(word());
    };
  }

  private Prefix prefix() {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    address[0] = (byte) random.nextInt(256);
    return Prefix.of(address, 8 + random.nextInt(24));
  }

  private MitigatorChoice choice() {
    if (random.nextBoolean()) return MitigatorChoice.of("filter");
    return new MitigatorChoice(
        List.of("filter", "scrubber"),
        new MitigatorChoice.Condition(
            optional(() -> MitigatorChoice.Family.values()[random.nextInt(2)]),
            widths(),
            list(() -> random.nextInt(256)),
            optional(random::nextBoolean),
            list(this::prefix)));
  }

  private Widths widths() {
    return new Widths(random.nextInt(33), random.nextInt(129));
  }

  private Domain.Policy policy() {
    var terminating = Duration.ofSeconds(random.nextInt(300));
    return new Domain.Policy(
        new Domain.Lifetimes(
            Duration.ofSeconds(1 + random.nextInt(100_000)),
            random.nextBoolean(),
            terminating,
            terminating.plusSeconds(random.nextInt(300))),
        Domain.OnOverlap.values()[random.nextInt(4)],
        new EnforcementPolicy(optional(this::scoped), bare(), optional(this::redirect)),
        new Admission(widths(), approval(), random.nextBoolean()));
  }

  private Scoped scoped() {
    return random.nextBoolean() ? new Scoped.Drop() : new Scoped.Limit(rate(), rate());
  }

  private Bare bare() {
    var rate = random.nextBoolean() ? OptionalInt.of(rate()) : OptionalInt.empty();
    return new Bare(
        rate,
        rate.isPresent() || random.nextBoolean() ? OptionalInt.of(rate()) : OptionalInt.empty(),
        optional(() -> Duration.ofSeconds(random.nextInt(80_000))),
        optional(
            () ->
                random.nextBoolean() ? new SynProtection.Off() : new SynProtection.Limit(rate())));
  }

  private Redirect redirect() {
    if (random.nextBoolean()) return new Redirect(Optional.empty(), Optional.of(word()));
    return new Redirect(
        Optional.of(RouteTarget.parse("64496:" + random.nextInt(999))), optional(this::word));
  }

  private Approval approval() {
    return switch (random.nextInt(3)) {
      case 0 -> new Approval.Never();
      case 1 -> new Approval.Always();
      default -> {
        var rule =
            new Approval.When(
                widths(),
                optional(() -> Duration.ofSeconds(1 + random.nextInt(9_999))),
                random.nextBoolean() ? List.of("filter") : List.of());
        // One that says nothing is read as never.
        yield rule.equals(Approval.When.NOTHING) ? new Approval.Never() : rule;
      }
    };
  }

  private int rate() {
    return 1 + random.nextInt(EnforcementPolicy.RATE_MAX);
  }

  private String word() {
    return "word" + random.nextInt(100_000);
  }

  private <T> Optional<T> optional(Supplier<T> value) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(value.get());
  }

  private <T> List<T> list(Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(4)).distinct().toList();
  }
}
