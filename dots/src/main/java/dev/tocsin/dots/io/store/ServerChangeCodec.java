// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Change.BindClient;
import dev.tocsin.dots.core.server.Change.PutConfig;
import dev.tocsin.dots.core.server.Change.PutMitigation;
import dev.tocsin.dots.core.server.Change.RemoveClient;
import dev.tocsin.dots.core.server.Change.RemoveConfig;
import dev.tocsin.dots.core.server.Change.RemoveMitigation;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.data.Alias;
import java.util.List;

/// A server's changes as bytes: a number for the kind, then its fields. A kind once given keeps its
/// fields for ever; other fields need another number.
final class ServerChangeCodec implements ChangeCodec<Change> {

  // What stood in journals and tables before the means were kept.
  private static final int PUT_MITIGATION_ALONE = 1;
  private static final int REMOVE_MITIGATION = 2;
  private static final int BIND_CLIENT = 3;
  private static final int PUT_CONFIG = 4;
  private static final int REMOVE_CONFIG = 5;
  private static final int PUT_MITIGATION = 6;
  private static final int DATA = 7;
  private static final int PUT_ALIASED_MITIGATION = 8;
  private static final int PUT_CONSIDERED_MITIGATION = 9;
  private static final int PUT_DOMAIN = 10;
  private static final int REMOVE_DOMAIN = 11;
  private static final int REMOVE_CLIENT = 12;
  private static final int PUT_HOMED_MITIGATION = 20;

  private static final int CONSENT_NOT_NEEDED = 0;
  private static final int CONSENT_AWAITED = 1;
  private static final int CONSENT_GIVEN = 2;

  @Override
  public byte[] encode(Change change) {
    var out = new FieldWriter();
    switch (change) {
      case PutMitigation(var mitigation) -> put(out, mitigation);
      case RemoveMitigation(var key) -> write(out.integer(REMOVE_MITIGATION), key);
      case BindClient(var domain, var cuid, var owner, var midMax) ->
          out.integer(BIND_CLIENT).text(domain).text(cuid).text(owner).integer(midMax);
      case RemoveClient(var domain, var cuid) -> out.integer(REMOVE_CLIENT).text(domain).text(cuid);
      case PutConfig(var domain, var owner, var config) ->
          write(out.integer(PUT_CONFIG).text(domain).text(owner), config);
      case RemoveConfig(var domain, var owner) ->
          out.integer(REMOVE_CONFIG).text(domain).text(owner);
      case Change.PutDomain(var customer) -> DomainFields.write(out.integer(PUT_DOMAIN), customer);
      case Change.RemoveDomain(var name) -> out.integer(REMOVE_DOMAIN).text(name);
      case Change.Data(var data) -> DataChangeFields.write(out.integer(DATA), data);
    }
    return out.toBytes();
  }

  @Override
  public Change decode(byte[] bytes) {
    return FieldReader.read(bytes, ServerChangeCodec::change);
  }

  private static Change change(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case PUT_MITIGATION_ALONE -> new PutMitigation(mitigation(in));
      case PUT_MITIGATION -> new PutMitigation(mitigation(in).with(means(in)));
      case PUT_ALIASED_MITIGATION -> new PutMitigation(mitigation(in).with(aliasedMeans(in)));
      case PUT_CONSIDERED_MITIGATION -> new PutMitigation(considered(in));
      case PUT_HOMED_MITIGATION -> new PutMitigation(homed(in));
      case REMOVE_MITIGATION -> new RemoveMitigation(key(in));
      case BIND_CLIENT -> new BindClient(in.text(), in.text(), in.text(), in.integer());
      case REMOVE_CLIENT -> new RemoveClient(in.text(), in.text());
      case PUT_CONFIG -> new PutConfig(in.text(), in.text(), config(in));
      case REMOVE_CONFIG -> new RemoveConfig(in.text(), in.text());
      case PUT_DOMAIN -> new Change.PutDomain(DomainFields.read(in));
      case REMOVE_DOMAIN -> new Change.RemoveDomain(in.text());
      case DATA -> new Change.Data(DataChangeFields.read(in));
      default -> throw new WireException("an unknown kind of change: " + kind);
    };
  }

  private static void put(FieldWriter out, Mitigation mitigation) {
    // Few need more than one mitigator, a person's consent, or aliases; the others keep the form
    // that they have had.
    if (!mitigation.home().equals(Mitigation.ONLY_NODE)) {
      out.integer(PUT_HOMED_MITIGATION).text(mitigation.home());
      writeConsidered(out, mitigation);
      return;
    }
    var means = mitigation.means();
    boolean isSimple =
        means.mitigators().size() <= 1 && mitigation.consent() instanceof Consent.NotNeeded;
    if (!isSimple) {
      writeConsidered(out.integer(PUT_CONSIDERED_MITIGATION), mitigation);
      return;
    }
    out.integer(means.aliases().isEmpty() ? PUT_MITIGATION : PUT_ALIASED_MITIGATION);
    write(out, mitigation);
    out.optionalText(means.mitigators().stream().findFirst());
    names(out, means);
    if (!means.aliases().isEmpty()) aliases(out, means);
  }

  private static void writeConsidered(FieldWriter out, Mitigation mitigation) {
    var means = mitigation.means();
    write(out, mitigation);
    out.list(means.mitigators(), out::text);
    names(out, means);
    aliases(out, means);
    write(out, mitigation.consent());
  }

  private static void write(FieldWriter out, Mitigation mitigation) {
    write(out, mitigation.key());
    out.text(mitigation.owner())
        .request(mitigation.request())
        .integer(mitigation.sequence())
        .integer(mitigation.state().value())
        .instant(mitigation.accepted())
        .optional(mitigation.activated())
        .optional(mitigation.expires())
        .optional(mitigation.terminates())
        .duration(mitigation.terminating());
  }

  private static Mitigation mitigation(FieldReader in) {
    return new Mitigation(
        key(in),
        in.text(),
        in.request(),
        in.integer(),
        FieldReader.known(MitigationState.of(in.integer()), "mitigation status"),
        in.instant(),
        in.optionalInstant(),
        in.optionalInstant(),
        in.optionalInstant(),
        in.duration(),
        Means.NONE,
        new Consent.NotNeeded(),
        Mitigation.ONLY_NODE);
  }

  private static void names(FieldWriter out, Means means) {
    out.list(means.names(), name -> out.text(name.name()).prefixes(name.addresses()));
  }

  private static List<Means.ResolvedName> names(FieldReader in) {
    return in.list(() -> new Means.ResolvedName(in.text(), in.prefixes()));
  }

  private static void aliases(FieldWriter out, Means means) {
    out.list(means.aliases(), alias -> out.text(alias.name()).scope(alias.target()));
  }

  private static List<Alias> aliases(FieldReader in) {
    return in.list(() -> new Alias(in.text(), in.scope()));
  }

  private static Means means(FieldReader in) {
    return new Means(in.optionalText().stream().toList(), names(in), List.of());
  }

  private static Means aliasedMeans(FieldReader in) {
    return new Means(in.optionalText().stream().toList(), names(in), aliases(in));
  }

  private static Mitigation homed(FieldReader in) {
    var home = in.text();
    return considered(in).homed(home);
  }

  private static Mitigation considered(FieldReader in) {
    var mitigation = mitigation(in);
    var means = new Means(in.list(in::text), names(in), aliases(in));
    return mitigation.with(means).with(consent(in));
  }

  private static void write(FieldWriter out, Consent consent) {
    switch (consent) {
      case Consent.NotNeeded() -> out.integer(CONSENT_NOT_NEEDED);
      case Consent.Awaited(var since, var reason) ->
          out.integer(CONSENT_AWAITED).instant(since).text(reason);
      case Consent.Given(var by, var at) -> out.integer(CONSENT_GIVEN).text(by).instant(at);
    }
  }

  private static Consent consent(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case CONSENT_NOT_NEEDED -> new Consent.NotNeeded();
      case CONSENT_AWAITED -> new Consent.Awaited(in.instant(), in.text());
      case CONSENT_GIVEN -> new Consent.Given(in.text(), in.instant());
      default -> throw new WireException("an unknown kind of consent: " + kind);
    };
  }

  private static void write(FieldWriter out, MitigationKey key) {
    out.text(key.domain()).text(key.cuid()).integer(key.mid());
  }

  private static MitigationKey key(FieldReader in) {
    return new MitigationKey(in.text(), in.text(), in.integer());
  }

  private static void write(FieldWriter out, SessionConfig config) {
    out.optional(config.sid());
    write(out, config.mitigating());
    write(out, config.idle());
  }

  private static SessionConfig config(FieldReader in) {
    return new SessionConfig(in.optionalInteger(), parameters(in), parameters(in));
  }

  private static void write(FieldWriter out, ParameterSet set) {
    write(out, set.heartbeatInterval());
    write(out, set.missingHbAllowed());
    write(out, set.probingRate());
    write(out, set.maxRetransmit());
    write(out, set.ackTimeout());
    write(out, set.ackRandomFactor());
  }

  private static ParameterSet parameters(FieldReader in) {
    return new ParameterSet(
        parameter(in), parameter(in), parameter(in), parameter(in), parameter(in), parameter(in));
  }

  private static void write(FieldWriter out, Parameter parameter) {
    out.optional(parameter.min()).optional(parameter.max()).optional(parameter.current());
  }

  private static Parameter parameter(FieldReader in) {
    return new Parameter(in.optionalInteger(), in.optionalInteger(), in.optionalInteger());
  }
}
