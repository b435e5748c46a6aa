// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

/// A number of bytes, written `512 KiB` or `10 MiB`.
public record ByteSize(long bytes) {

  public ByteSize {
    if (bytes < 0) throw new IllegalArgumentException("a size of " + bytes + " bytes");
  }

  public static ByteSize mebibytes(long count) {
    return new ByteSize(count * 1024 * 1024);
  }

  @Override
  public String toString() {
    if (bytes == 0 || bytes % 1024 != 0) return bytes + " B";
    if (bytes % (1024 * 1024) != 0) return bytes / 1024 + " KiB";
    if (bytes % (1024 * 1024 * 1024) != 0) return bytes / (1024 * 1024) + " MiB";
    return bytes / (1024 * 1024 * 1024) + " GiB";
  }
}
