// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.io;

import dev.tocsin.base.net.PortRange;

final class Heir extends SleepyManager {
  Heir(int one, int two, int three, int four, int five, int six, PortRange seven) {}
}
