// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Bare;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Redirect;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a customer's policy says of enforcement and admission, as fields.
final class PolicyFields {

  private static final int NONE = 0;
  private static final int DROP_OR_OFF = 1;
  private static final int LIMIT = 2;

  private static final int NEVER = 0;
  private static final int ALWAYS = 1;
  private static final int WHEN = 2;

  private PolicyFields() {}

  static void write(FieldWriter out, Widths widths) {
    out.integer(widths.ipv4()).integer(widths.ipv6());
  }

  static Widths widths(FieldReader in) {
    return new Widths(in.small(32), in.small(128));
  }

  static void write(FieldWriter out, EnforcementPolicy policy) {
    policy.scoped().ifPresentOrElse(scoped -> write(out, scoped), () -> out.integer(NONE));
    write(out, policy.bare());
    out.list(
        policy.redirect().stream().toList(),
        redirect ->
            out.optionalText(redirect.routeTarget().map(RouteTarget::toString))
                .optionalText(redirect.diversion()));
  }

  static EnforcementPolicy enforcement(FieldReader in) {
    var scoped = scoped(in);
    var bare = bare(in);
    List<Redirect> redirect =
        in.list(() -> new Redirect(in.optionalText().map(RouteTarget::parse), in.optionalText()));
    return new EnforcementPolicy(scoped, bare, redirect.stream().findFirst());
  }

  private static void write(FieldWriter out, Scoped scoped) {
    switch (scoped) {
      case Scoped.Drop() -> out.integer(DROP_OR_OFF);
      case Scoped.Limit(var rate, var burst) -> out.integer(LIMIT).integer(rate).integer(burst);
    }
  }

  private static Optional<Scoped> scoped(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case NONE -> Optional.empty();
      case DROP_OR_OFF -> Optional.of(new Scoped.Drop());
      case LIMIT -> Optional.of(new Scoped.Limit(rate(in), rate(in)));
      default -> throw unknown("treatment of targets with ports", kind);
    };
  }

  private static void write(FieldWriter out, Bare bare) {
    numbers(out, bare.packetsPerSecond());
    numbers(out, bare.burst());
    out.list(bare.penalty().stream().toList(), out::duration);
    bare.syn().ifPresentOrElse(syn -> write(out, syn), () -> out.integer(NONE));
  }

  private static Bare bare(FieldReader in) {
    var rate = number(in);
    var burst = number(in);
    List<Duration> penalty = in.list(in::duration);
    return new Bare(rate, burst, penalty.stream().findFirst(), syn(in));
  }

  private static void write(FieldWriter out, SynProtection syn) {
    switch (syn) {
      case SynProtection.Off() -> out.integer(DROP_OR_OFF);
      case SynProtection.Limit(var perSecond) -> out.integer(LIMIT).integer(perSecond);
    }
  }

  private static Optional<SynProtection> syn(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case NONE -> Optional.empty();
      case DROP_OR_OFF -> Optional.of(new SynProtection.Off());
      case LIMIT -> Optional.of(new SynProtection.Limit(rate(in)));
      default -> throw unknown("protection from connection requests", kind);
    };
  }

  static void write(FieldWriter out, Admission admission) {
    write(out, admission.widest());
    switch (admission.approval()) {
      case Approval.Never() -> out.integer(NEVER);
      case Approval.Always() -> out.integer(ALWAYS);
      case Approval.When(var wider, var longer, var mitigators) -> {
        write(out.integer(WHEN), wider);
        out.list(longer.stream().toList(), out::duration).list(mitigators, out::text);
      }
    }
    out.bool(admission.dryRun());
  }

  static Admission admission(FieldReader in) {
    return new Admission(widths(in), approval(in), in.bool());
  }

  private static Approval approval(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case NEVER -> new Approval.Never();
      case ALWAYS -> new Approval.Always();
      case WHEN -> {
        var wider = widths(in);
        List<Duration> longer = in.list(in::duration);
        yield new Approval.When(wider, longer.stream().findFirst(), in.list(in::text));
      }
      default -> throw unknown("approval", kind);
    };
  }

  private static void numbers(FieldWriter out, OptionalInt number) {
    out.list(number.stream().boxed().toList(), each -> out.integer(each));
  }

  private static OptionalInt number(FieldReader in) {
    List<Integer> numbers = in.list(() -> rate(in));
    return numbers.isEmpty() ? OptionalInt.empty() : OptionalInt.of(numbers.getFirst());
  }

  private static int rate(FieldReader in) {
    return in.small(EnforcementPolicy.RATE_MAX);
  }

  private static WireException unknown(String what, int kind) {
    return new WireException("an unknown " + what + ": " + kind);
  }
}
