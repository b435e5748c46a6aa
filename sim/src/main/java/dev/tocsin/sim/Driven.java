// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import dev.tocsin.base.run.Machine;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// One {@link Machine} in virtual time: what {@link dev.tocsin.base.run.Loop} is in production.
public final class Driven<I, O> {

  private final VirtualTime time;
  private final Machine<I, O> machine;
  private final Consumer<O> effects;
  private Instant planned = Instant.MAX;
  private boolean crashed;

  Driven(VirtualTime time, Machine<I, O> machine, Consumer<O> effects) {
    this.time = time;
    this.machine = machine;
    this.effects = effects;
    planTick();
  }

  /// Hands an input over; it is handled at this instant, after what is running now.
  public void offer(I input) {
    time.at(
        time.instant(),
        () -> {
          if (!crashed) perform(machine.handle(input, time.instant()));
        });
  }

  /// From now on nothing reaches the machine and nothing comes out of it.
  public void crash() {
    crashed = true;
  }

  public boolean isCrashed() {
    return crashed;
  }

  private void perform(List<O> outputs) {
    outputs.forEach(effects);
    planTick();
  }

  private void planTick() {
    var deadline = machine.deadline();
    if (!deadline.isBefore(planned) || deadline.equals(Instant.MAX)) return;
    planned = deadline;
    time.at(deadline, () -> tick(deadline));
  }

  private void tick(Instant plan) {
    if (crashed || !plan.equals(planned)) return;
    planned = Instant.MAX;
    if (time.instant().isBefore(machine.deadline())) planTick();
    else perform(machine.tick(time.instant()));
  }
}
