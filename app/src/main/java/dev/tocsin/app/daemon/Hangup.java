// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.daemon;

import sun.misc.Signal;

/// SIGHUP, by which operators ask a daemon to read its configuration again. Java has no other
/// interface to it.
public final class Hangup {

  private Hangup() {}

  /// @param action run on a thread of its own for each signal
  public static void handle(Runnable action) {
    Signal.handle(new Signal("HUP"), _ -> Thread.ofVirtual().name("hangup").start(action));
  }
}
