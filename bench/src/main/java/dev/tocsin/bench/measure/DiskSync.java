// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What it costs here to put 4 KiB on the disk for good. A virtual disk may say it has done so long
/// before it has: durable figures mean little where this is close to nothing.
///
/// @param p99Micros 99 of 100 took no longer
public record DiskSync(double medianMicros, double p99Micros) {

  private static final int ROUNDS = 300;

  public static DiskSync measure(Path folder) {
    var file = folder.resolve("sync");
    var micros = new double[ROUNDS];
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder, e);
    }
    Arrays.sort(micros);
    return new DiskSync(micros[ROUNDS / 2], micros[ROUNDS * 99 / 100]);
  }
}
