// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.CoapMessage;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Writes requests.
final class RequestWriter {

  private static final byte[] NO_BODY = {};

  private RequestWriter() {}

  static CoapMessage.Request write(SignalRequest request, boolean confirmable) {
    byte[] body = body(request);
    return new CoapMessage.Request(
        method(request),
        path(request).segments(),
        query(request),
        body.length == 0 ? OptionalInt.empty() : OptionalInt.of(SignalCodec.CONTENT_FORMAT),
        observe(request),
        request instanceof UpdateEfficacy,
        confirmable,
        body);
  }

  static byte[] body(SignalRequest request) {
    return switch (request) {
      case Mitigate(_, _, var wanted, var acls) ->
          mitigation(
              wanted.scope(),
              OptionalLong.of(wanted.lifetimeSeconds()),
              wanted.triggerMitigation(),
              wanted.attackStatus(),
              acls);
      case UpdateEfficacy(_, _, var scope, var lifetime, var trigger, var status) ->
          mitigation(scope, lifetime, trigger, Optional.of(status), List.of());
      case Configure(_, var config) ->
          ConfigWriter.write(new CborWriter().map(1), config).toBytes();
      case Heartbeat(var peerHbStatus) ->
          new CborWriter()
              .map(1)
              .unsigned(Keys.HEARTBEAT)
              .map(1)
              .unsigned(Keys.PEER_HB_STATUS)
              .bool(peerHbStatus)
              .toBytes();
      case Retrieve _, Withdraw _, RetrieveConfig _, ResetConfig _ -> NO_BODY;
    };
  }

  private static byte[] mitigation(
      Scope scope,
      OptionalLong lifetime,
      boolean trigger,
      Optional<AttackStatus> status,
      List<AclControl> acls) {
    // RFC 9132 §4.4.1.1: 'trigger-mitigation' is true where it is absent.
    int attributes =
        ScopeWriter.attributes(scope)
            + (lifetime.isPresent() ? 1 : 0)
            + (status.isPresent() ? 1 : 0)
            + (trigger ? 0 : 1)
            + (acls.isEmpty() ? 0 : 1);
    var out = new CborWriter();
    out.map(1).unsigned(Keys.MITIGATION_SCOPE).map(1).unsigned(Keys.SCOPE).array(1).map(attributes);
    ScopeWriter.write(out, scope);
    if (lifetime.isPresent()) out.unsigned(Keys.LIFETIME).integer(lifetime.getAsLong());
    if (status.isPresent()) out.unsigned(Keys.ATTACK_STATUS).unsigned(status.get().value());
    if (!trigger) out.unsigned(Keys.TRIGGER_MITIGATION).bool(false);
    ScopeWriter.acls(out, acls);
    return out.toBytes();
  }

  private static Method method(SignalRequest request) {
    return switch (request) {
      case Mitigate _, UpdateEfficacy _, Configure _, Heartbeat _ -> Method.PUT;
      case Retrieve _, RetrieveConfig _ -> Method.GET;
      case Withdraw _, ResetConfig _ -> Method.DELETE;
    };
  }

  private static SignalPath path(SignalRequest request) {
    return switch (request) {
      case Mitigate(var cuid, var mid, _, _) -> new SignalPath.Mitigate(cuid, OptionalLong.of(mid));
      case UpdateEfficacy efficacy ->
          new SignalPath.Mitigate(efficacy.cuid(), OptionalLong.of(efficacy.mid()));
      case Retrieve(var cuid, var mid, _, _) -> new SignalPath.Mitigate(cuid, mid);
      case Withdraw(var cuid, var mid) -> new SignalPath.Mitigate(cuid, OptionalLong.of(mid));
      case RetrieveConfig(var sid, _) -> new SignalPath.Config(sid);
      case Configure(var sid, _) -> new SignalPath.Config(OptionalLong.of(sid));
      case ResetConfig(var sid) -> new SignalPath.Config(sid);
      case Heartbeat _ -> new SignalPath.Heartbeat();
    };
  }

  private static List<String> query(SignalRequest request) {
    return request instanceof Retrieve get && get.content() != ContentFilter.ALL
        ? List.of("c=" + get.content().label())
        : List.of();
  }

  private static OptionalInt observe(SignalRequest request) {
    return switch (request) {
      case Retrieve get -> observe(get.observe());
      case RetrieveConfig get -> observe(get.observe());
      case Mitigate _, UpdateEfficacy _, Withdraw _, Configure _, ResetConfig _, Heartbeat _ ->
          OptionalInt.empty();
    };
  }

  private static OptionalInt observe(Observe observe) {
    return switch (observe) {
      case NO -> OptionalInt.empty();
      case REGISTER -> OptionalInt.of(0);
      case DEREGISTER -> OptionalInt.of(1);
    };
  }
}
