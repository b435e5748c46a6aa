// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.io;

public class SleepyManager {
  void rest() throws InterruptedException {
    Thread.sleep(1);
  }
}
