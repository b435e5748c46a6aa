// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

/// What the kernel counted on one interface since it exists.
public record InterfaceCounters(
    long receivedBytes, long receivedPackets, long sentBytes, long sentPackets) {

  /// @param procNetDev the text of `/proc/net/dev`
  static InterfaceCounters parse(String procNetDev, String interfaceName) {
    for (var line : procNetDev.split("\n")) {
      var colon = line.indexOf(':');
      if (colon < 0 || !line.substring(0, colon).strip().equals(interfaceName)) continue;
      var fields = line.substring(colon + 1).strip().split("\\s+");
      return new InterfaceCounters(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[8]),
          Long.parseLong(fields[9]));
    }
    throw new LabException("no interface " + interfaceName + " in:\n" + procNetDev);
  }
}
