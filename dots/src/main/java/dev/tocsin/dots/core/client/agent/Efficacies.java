// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells the servers how well a mitigation works (RFC 9132 §4.4.3).
final class Efficacies {

  // A server that does not know the mid is silent (§4.4.3), so there is an end to asking.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final class Update {
    final ArrayList<Errand> errands = new ArrayList<>();
    final Instant ends;
    Optional<CommandId> command;
    int left;

    Update(Optional<CommandId> command, Instant ends) {
      this.command = command;
      this.ends = ends;
    }
  }

  private final Errands errands;
  private final Cuids cuids;
  private final Outbox out;
  private final ArrayList<Update> updates = new ArrayList<>();

  Efficacies(Errands errands, Cuids cuids, Outbox out) {
    this.errands = errands;
    this.cuids = cuids;
    this.out = out;
  }

  void send(Wanted wanted, AttackStatus status, Optional<CommandId> command, Instant now) {
    var update = new Update(command, now.plus(PATIENCE));
    for (var part : wanted.parts) {
      part.deliveries.forEach(
          (link, delivery) -> {
            if (delivery.isGranted()) send(update, part, link, status, now);
          });
    }
    if (update.errands.isEmpty()) {
      out.refuse(command, "no server has granted '" + wanted.label + "' yet");
      return;
    }
    update.left = update.errands.size();
    updates.add(update);
  }

  private void send(Update update, Part part, ServerLink link, AttackStatus status, Instant now) {
    var request = part.request;
    // RFC 9132 §4.4.3: all parameters of the request unchanged; mid and If-Match name it.
    var put =
        new SignalRequest.UpdateEfficacy(
            cuids.of(link),
            part.mid,
            request.scope(),
            OptionalLong.of(request.lifetimeSeconds()),
            request.triggerMitigation(),
            status);
    update.errands.add(
        errands.add(
            new Errand(
                link,
                false,
                () -> put,
                () -> false,
                (_, response, _, _) -> answered(update, response),
                now)));
  }

  private void answered(Update update, SignalResponse response) {
    update.left--;
    if (!response.code().isSuccess()) end(update, Refusals.reply(response));
    else if (update.left == 0) end(update, new ClientReply.Done("the server knows"));
  }

  private void end(Update update, ClientReply reply) {
    out.reply(update.command, reply);
    update.command = Optional.empty();
    update.errands.forEach(Errand::cancel);
    update.left = 0;
  }

  void tick(Instant now) {
    for (var update : updates) {
      if (update.left == 0 || now.isBefore(update.ends)) continue;
      end(update, new ClientReply.Refused(Optional.empty(), "the server does not answer"));
    }
    updates.removeIf(update -> update.left == 0);
  }

  Instant deadline() {
    return updates.stream().map(each -> each.ends).reduce(Instant.MAX, Times::earlier);
  }
}
