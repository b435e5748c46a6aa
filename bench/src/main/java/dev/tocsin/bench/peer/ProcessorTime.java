// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel counted for a process.
public final class ProcessorTime {

  /// `getconf CLK_TCK` has been this on Linux for as long as there is /proc.
  private static final double TICKS_PER_SECOND = 100;

  private ProcessorTime() {}

  /// Seconds in user and kernel mode, all threads.
  public static double of(long process) {
    try {
      var line = Files.readString(Path.of("/proc/" + process + "/stat"));
      // The name in parentheses may hold spaces; what follows are fields 3 and up of proc(5).
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process + " is gone", e);
    }
  }

  /// This process.
  public static double own() {
    return of(ProcessHandle.current().pid());
  }
}
