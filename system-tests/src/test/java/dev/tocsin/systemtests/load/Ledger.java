// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.load;

import dev.tocsin.dots.wire.ResponseCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// What the server has promised, and what was left open because no answer came. One thread at a
/// time.
final class Ledger {

  enum Action {
    ASK,
    REFRESH,
    WITHDRAW
  }

  record Order(Target target, Action action) {}

  private enum Fate {
    HELD,
    ENDED,
    REFUSED,
    /// Asked for or withdrawn, and never answered.
    OPEN
  }

  private final SplittableRandom random;
  private final Map<Target, Fate> fates = new HashMap<>();
  private final List<Target> idle = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int next;
  int acknowledged;
  int refused;
  int unanswered;

  Ledger(long seed) {
    random = new SplittableRandom(seed);
  }

  Order nextNew() {
    return new Order(new Target(next++), Action.ASK);
  }

  /// More than half of what is not new is withdrawn: filters come and go.
  Order next() {
    int dice = random.nextInt(100);
    if (dice < 45 || idle.size() < 50) return nextNew();
    int index = random.nextInt(idle.size());
    var target = idle.get(index);
    idle.set(index, idle.getLast());
    idle.removeLast();
    return new Order(target, dice < 75 ? Action.REFRESH : Action.WITHDRAW);
  }

  void answered(Order order, ResponseCode code) {
    if (code.isSuccess()) acknowledged++;
    else refused++;
    var target = order.target();
    switch (order.action()) {
      case ASK -> fates.put(target, code.isSuccess() ? Fate.HELD : Fate.REFUSED);
      case REFRESH -> {
        if (code == ResponseCode.CREATED || code == ResponseCode.NOT_FOUND) {
          violations.add(target + " was acknowledged, and a refresh of it is answered " + code);
        }
      }
      case WITHDRAW -> {
        if (code.isSuccess()) fates.put(target, Fate.ENDED);
      }
    }
    if (target.isForeign() && code.isSuccess()) violations.add(target + " is somebody else's");
    if (fates.get(target) == Fate.HELD) idle.add(target);
  }

  void unanswered(Order order) {
    unanswered++;
    var target = order.target();
    if (order.action() == Action.REFRESH) idle.add(target);
    else fates.put(target, Fate.OPEN);
  }

  /// Compares with what the server says after a restart; what was open is settled by it.
  ///
  /// @param active listed as in force
  /// @param ending listed as withdrawn, its filters not yet gone
  void compare(Set<Target> active, Set<Target> ending) {
    var listed = new HashSet<>(active);
    listed.addAll(ending);
    for (var target : listed) {
      if (!fates.containsKey(target)) violations.add(target + " was never asked for");
    }
    for (var each : Map.copyOf(fates).entrySet()) compare(each.getKey(), each.getValue(), active);
    for (var target : ending) {
      var fate = fates.get(target);
      if (fate == Fate.REFUSED) violations.add(target + " was refused and is listed as ending");
    }
  }

  private void compare(Target target, Fate fate, Set<Target> active) {
    boolean there = active.contains(target);
    switch (fate) {
      case HELD -> {
        if (!there) violations.add(target + " was acknowledged and is gone");
      }
      case ENDED -> {
        if (there) violations.add(target + " was withdrawn and is back");
      }
      case REFUSED -> {
        if (there) violations.add(target + " was refused and is active");
      }
      case OPEN -> {
        fates.put(target, there ? Fate.HELD : Fate.ENDED);
        if (there) idle.add(target);
      }
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  long held() {
    return fates.values().stream().filter(fate -> fate == Fate.HELD).count();
  }
}
